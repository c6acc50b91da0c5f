using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Calibration.Ranges;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Calibration;

/// <summary>Runs the float model over calibration data and observes what will be quantized. Memory does not grow with the number of samples.</summary>
internal sealed class Calibrator
{
    /// <summary>One sample in this many is kept from calibration, to measure on.</summary>
    private const int HoldOutEvery = 5;

    /// <summary>How many samples are kept at most, of either kind: they stay in memory.</summary>
    private const int MostKept = 128;

    /// <summary>How many bytes of samples are kept at most, of either kind.</summary>
    private const long MostKeptBytes = 256L << 20;

    private readonly Dictionary<Value, ActivationStatistics> _statistics;
    private readonly List<CalibrationSample> _heldOut = [];
    private readonly List<CalibrationSample> _kept = [];

    private Calibrator(IEnumerable<Value> values, int bins)
    {
        _statistics = values.ToDictionary(value => value, _ => new ActivationStatistics(bins));
    }

    /// <summary>Samples that calibration saw.</summary>
    public int Calibrated { get; private set; }

    /// <summary>The first of the samples that calibration saw, for what needs to look at some again.</summary>
    public IReadOnlyList<CalibrationSample> Kept => _kept;

    /// <summary>Samples to measure on.</summary>
    public IReadOnlyList<CalibrationSample> HeldOut => _heldOut;

    /// <summary>False when there were too few samples to keep any: then <see cref="HeldOut"/> are calibration samples.</summary>
    public bool IsDisjoint { get; private set; } = true;

    /// <summary>Calibrates.</summary>
    /// <param name="runner">The float model.</param>
    /// <param name="samples">The data; read once.</param>
    /// <param name="values">What to observe.</param>
    /// <param name="bins">Bins of the histograms.</param>
    /// <param name="progress">Told after every sample.</param>
    public static Calibrator Run(
        ModelRunner runner, IEnumerable<CalibrationSample> samples, IEnumerable<Value> values, int bins, IProgress<CompileProgress>? progress)
    {
        var calibrator = new Calibrator(values, bins);
        var index = 0;
        foreach (var sample in samples)
        {
            if (index % HoldOutEvery != HoldOutEvery - 1 || !TryKeep(calibrator._heldOut, sample))
            {
                TryKeep(calibrator._kept, sample);
                calibrator.Observe(runner.Run(sample));
            }

            index++;
            progress?.Report(new CompileProgress("Samples read", index, null));
        }

        calibrator.EnsureHeldOut();
        return calibrator;
    }

    /// <summary>The distribution of a value.</summary>
    public ActivationHistogram Histogram(Value value)
    {
        return _statistics[value].ToHistogram();
    }

    private void Observe(ModelRun run)
    {
        foreach (var (value, statistics) in _statistics)
        {
            statistics.Add(run.ReadUnordered(value));
        }

        Calibrated++;
    }

    private static bool TryKeep(List<CalibrationSample> kept, CalibrationSample sample)
    {
        var bytes = kept.Append(sample).Sum(other => other.Inputs.Sum(input => (long)Buffer.ByteLength(input.Values)));
        if (kept.Count >= MostKept || bytes > MostKeptBytes)
        {
            return false;
        }

        kept.Add(sample);
        return true;
    }

    private void EnsureHeldOut()
    {
        if (_heldOut.Count == 0)
        {
            _heldOut.Add(_kept[0]);
            IsDisjoint = false;
        }
    }
}
