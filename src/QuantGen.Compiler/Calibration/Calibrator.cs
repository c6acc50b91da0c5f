using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Calibration.Ranges;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Calibration;

/// <summary>Runs the float model over calibration data and observes what will be quantized. Memory does not grow with the number of samples.</summary>
internal sealed class Calibrator
{
    /// <summary>From how many elements of a sample on several threads count them: a millisecond's worth.</summary>
    private const long FewestSharedElements = 1 << 20;

    private readonly Dictionary<Value, ActivationStatistics> _statistics;
    private readonly SampleSplit _samples = new();
    private long _elements;

    /// <summary>Begins a calibration.</summary>
    /// <param name="values">What to observe.</param>
    /// <param name="bins">Bins of the histograms.</param>
    internal Calibrator(IEnumerable<Value> values, int bins)
    {
        _statistics = values.ToDictionary(value => value, _ => new ActivationStatistics(bins));
    }

    /// <summary>Samples that calibration saw.</summary>
    public int Calibrated { get; private set; }

    /// <summary>The first of the samples that calibration saw, for what needs to look at some again.</summary>
    public IReadOnlyList<CalibrationSample> Kept => _samples.Kept;

    /// <summary>Samples to measure on.</summary>
    public IReadOnlyList<CalibrationSample> HeldOut => _samples.HeldOut;

    /// <inheritdoc cref="SampleSplit.IsDisjoint"/>
    public bool IsDisjoint => _samples.IsDisjoint;

    /// <summary>Warns where the data can hardly be typical.</summary>
    /// <param name="file">The data, as the user named it.</param>
    public IEnumerable<Diagnostic> CheckSamples(string file)
    {
        if (!IsDisjoint)
        {
            yield return DiagnosticCatalog.CalibrationTooSmall(file, _samples.Count);
        }

        if (!_samples.IsVaried && _samples.Count > 1)
        {
            yield return DiagnosticCatalog.CalibrationNotVaried(file, _samples.Count);
        }
    }

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
            if (!calibrator._samples.Add(sample))
            {
                calibrator.Observe(runner.Run(sample), runner.Threads);
            }

            index++;
            progress?.Report(new CompileProgress("Samples read", index, null));
        }

        return calibrator;
    }

    /// <summary>The distribution of a value.</summary>
    public ActivationHistogram Histogram(Value value)
    {
        return _statistics[value].ToHistogram();
    }

    /// <summary>Observes the values of one run.</summary>
    /// <param name="run">Of the float model.</param>
    /// <param name="threads">How many threads may count. Each value is counted by one of them, so the result is the same.</param>
    internal void Observe(ModelRun run, int threads)
    {
        // How much there is to count, the first sample tells.
        if (threads == 1 || _elements < FewestSharedElements)
        {
            _elements = _statistics.Sum(pair => Count(pair.Key, pair.Value, run));
        }
        else
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
            Parallel.ForEach(_statistics, options, pair => Count(pair.Key, pair.Value, run));
        }

        Calibrated++;
    }

    private static long Count(Value value, ActivationStatistics statistics, ModelRun run)
    {
        var elements = run.ReadUnordered(value);
        statistics.Add(elements);
        return elements.Length;
    }
}
