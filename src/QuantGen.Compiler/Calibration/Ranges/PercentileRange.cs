namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>Leaves out the same share of the values other than zero at either end.</summary>
internal sealed class PercentileRange : IRangeMethod
{
    private readonly double _tail;

    /// <param name="percentile">The share of values to keep, in percent, above 50 and at most 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public PercentileRange(double percentile)
    {
        if (percentile is not (> 50 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "Must be above 50 and at most 100.");
        }

        _tail = (1 - (percentile / 100)) / 2;
    }

    public (float Min, float Max) Choose(ActivationHistogram histogram)
    {
        // Edges of bins reach beyond the values by up to a bin.
        return _tail == 0 || histogram.Total == 0
            ? (histogram.Min, histogram.Max)
            : (Quantile(histogram, _tail), Quantile(histogram, 1 - _tail));
    }

    private static float Quantile(ActivationHistogram histogram, double share)
    {
        var rest = share * histogram.Total;
        var bin = 0;
        while (bin < histogram.Counts.Count - 1 && rest > histogram.Counts[bin])
        {
            rest -= histogram.Counts[bin];
            bin++;
        }

        var inBin = histogram.Counts[bin] == 0 ? 0 : Math.Min(rest / histogram.Counts[bin], 1);
        return (float)Math.Clamp(histogram.Edge(bin) + (inBin * histogram.BinWidth), histogram.Min, histogram.Max);
    }
}
