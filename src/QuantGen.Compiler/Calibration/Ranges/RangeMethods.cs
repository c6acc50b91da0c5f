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
    /// <summary>What <see cref="CalibrationMethod.Default"/> stands for.</summary>
    public const CalibrationMethod Default = CalibrationMethod.MeanSquaredError;

    private static readonly Dictionary<CalibrationMethod, Func<RangeOptions, IRangeMethod>> Factories = new()
    {
        [CalibrationMethod.MinMax] = _ => new MinMaxRange(),
        [CalibrationMethod.Percentile] = options => new PercentileRange(options.Percentile),
        [CalibrationMethod.Entropy] = _ => new EntropyRange(),
        [CalibrationMethod.MeanSquaredError] = _ => new MeanSquaredErrorRange(),
    };

    /// <summary>Every method but the default, which is one of them.</summary>
    public static IReadOnlyCollection<CalibrationMethod> All => Factories.Keys;

    /// <summary>Creates a method.</summary>
    public static IRangeMethod Create(CalibrationMethod method, RangeOptions options)
    {
        return Factories[method == CalibrationMethod.Default ? Default : method](options);
    }
}
