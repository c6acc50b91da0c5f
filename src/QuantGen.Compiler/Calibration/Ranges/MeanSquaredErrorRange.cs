namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>The range with the least expected squared error, weighing coarser steps against saturated values.</summary>
internal sealed class MeanSquaredErrorRange : IRangeMethod
{
    public (float Min, float Max) Choose(ActivationHistogram histogram)
    {
        return RangeSearch.Minimize(histogram.Min, histogram.Max, histogram.ExpectedSquaredError);
    }
}
