namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>From the smallest to the largest value: nothing saturates, and one outlier makes every step coarse.</summary>
internal sealed class MinMaxRange : IRangeMethod
{
    public (float Min, float Max) Choose(ActivationHistogram histogram)
    {
        return (histogram.Min, histogram.Max);
    }
}
