namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>What a range method may depend on besides the values.</summary>
/// <param name="Percentile">
/// For <see cref="CalibrationMethod.Percentile"/>: the share of values to keep, in percent, above 50 and at most 100.
/// </param>
internal sealed record RangeOptions(double Percentile);

/// <summary>
/// The range methods: a new one is a class in this folder, a member of <see cref="CalibrationMethod"/> and a line here.
/// </summary>
internal static class RangeMethods
{
    private static readonly Dictionary<CalibrationMethod, Func<RangeOptions, IRangeMethod>> Factories = new()
    {
        [CalibrationMethod.MinMax] = _ => new MinMaxRange(),
        [CalibrationMethod.Percentile] = options => new PercentileRange(options.Percentile),
        [CalibrationMethod.Entropy] = _ => new EntropyRange(),
        [CalibrationMethod.MeanSquaredError] = _ => new MeanSquaredErrorRange(),
    };

    /// <summary>Every method but the default, which tries some of them.</summary>
    public static IReadOnlyCollection<CalibrationMethod> All => Factories.Keys;

    /// <summary>
    /// What a request stands for: the method itself, or those of which <see cref="CalibrationMethod.Default"/> takes the one that does best.
    /// Entropy is not among them: <c>docs/calibration.md</c> shows where it fails.
    /// </summary>
    public static IReadOnlyList<CalibrationMethod> ToTry(CalibrationMethod method)
    {
        return method == CalibrationMethod.Default
            ? [CalibrationMethod.MeanSquaredError, CalibrationMethod.Percentile, CalibrationMethod.MinMax]
            : [method];
    }

    /// <summary>Creates a method.</summary>
    /// <param name="method">Any but <see cref="CalibrationMethod.Default"/>.</param>
    /// <param name="options">What it may depend on.</param>
    public static IRangeMethod Create(CalibrationMethod method, RangeOptions options)
    {
        return Factories[method](options);
    }
}
