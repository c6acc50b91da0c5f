using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Divides samples into those that decisions are made on and those that results are measured on. A bounded number stays in memory.</summary>
internal sealed class SampleSplit
{
    /// <summary>One sample in this many is held out, to measure on.</summary>
    private const int HoldOutEvery = 5;

    /// <summary>How many samples are kept at most, of either kind: they stay in memory.</summary>
    private const int MostKept = 128;

    /// <summary>How many bytes of samples are kept at most, of either kind.</summary>
    private const long MostKeptBytes = 256L << 20;

    private readonly List<CalibrationSample> _heldOut = [];
    private readonly List<CalibrationSample> _kept = [];
    private CalibrationSample? _first;

    /// <summary>The first of the samples that decisions may look at.</summary>
    public IReadOnlyList<CalibrationSample> Kept => _kept;

    /// <summary>Samples read.</summary>
    public int Count { get; private set; }

    /// <summary>Whether any two samples differ.</summary>
    public bool IsVaried { get; private set; }

    /// <summary>Samples to measure on.</summary>
    public IReadOnlyList<CalibrationSample> HeldOut => IsDisjoint ? _heldOut : [_kept[0]];

    /// <summary>False when there were too few samples to hold any out: then <see cref="HeldOut"/> is one that decisions looked at.</summary>
    public bool IsDisjoint => _heldOut.Count > 0;

    /// <summary>Reads samples and divides them.</summary>
    /// <param name="samples">The data; read once.</param>
    /// <param name="progress">Told after every sample; may be null.</param>
    public static SampleSplit Read(IEnumerable<CalibrationSample> samples, IProgress<CompileProgress>? progress)
    {
        var split = new SampleSplit();
        foreach (var sample in samples)
        {
            split.Add(sample);
            progress?.Report(new CompileProgress("Samples read", split.Count, null));
        }

        return split;
    }

    /// <summary>Takes the next sample.</summary>
    /// <returns>Whether it is held out.</returns>
    public bool Add(CalibrationSample sample)
    {
        _first ??= sample;
        IsVaried = IsVaried || !sample.IsSameAs(_first);
        if (Count++ % HoldOutEvery == HoldOutEvery - 1 && TryKeep(_heldOut, sample))
        {
            return true;
        }

        TryKeep(_kept, sample);
        return false;
    }

    private static bool TryKeep(List<CalibrationSample> kept, CalibrationSample sample)
    {
        var bytes = kept.Append(sample).Sum(other => other.Inputs.Sum(input => (long)input.Bytes.Length));
        if (kept.Count >= MostKept || bytes > MostKeptBytes)
        {
            return false;
        }

        kept.Add(sample);
        return true;
    }
}
