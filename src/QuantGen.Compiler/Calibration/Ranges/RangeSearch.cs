namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>
/// Searches ranges that reach less far on either side of 0: a coarse grid of both bounds, then finer ones around the best.
/// </summary>
internal static class RangeSearch
{
    private const int CoarseSteps = 16;
    private const double CoarseRatio = 0.8;
    private const int Refinements = 4;

    /// <summary>
    /// The range of least cost. The whole range is the first candidate and a later one must be better, so the result never costs more
    /// than it. Bounds shrink by ratio, which serves a lone outlier as well as a slight excess.
    /// </summary>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value.</param>
    /// <param name="cost">Of a range; infinite where it makes no sense.</param>
    public static (float Min, float Max) Minimize(float min, float max, Func<float, float, double> cost)
    {
        (min, max) = (Math.Min(min, 0), Math.Max(max, 0));
        var coarse = new double[CoarseSteps];
        coarse[0] = 1;
        for (var step = 1; step < CoarseSteps; step++)
        {
            // Not Math.Pow, whose last bits are the operating system's.
            coarse[step] = coarse[step - 1] * CoarseRatio;
        }

        var best = new Candidate(1, 1, cost(min, max));
        best = Improve(best, coarse, coarse, (min, max), cost);
        var ratio = CoarseRatio;
        for (var i = 0; i < Refinements; i++)
        {
            ratio = Math.Sqrt(ratio);
            best = Improve(best, Around(best.Lower, ratio), Around(best.Upper, ratio), (min, max), cost);
        }

        return ((float)(min * best.Lower), (float)(max * best.Upper));
    }

    private static Candidate Improve(
        Candidate best, double[] lowers, double[] uppers, (float Min, float Max) range, Func<float, float, double> cost)
    {
        // The share of a bound that is 0 anyway makes no difference.
        foreach (var lower in range.Min == 0 ? lowers.AsSpan(0, 1) : lowers)
        {
            foreach (var upper in range.Max == 0 ? uppers.AsSpan(0, 1) : uppers)
            {
                var value = cost((float)(range.Min * lower), (float)(range.Max * upper));
                best = value < best.Cost ? new Candidate(lower, upper, value) : best;
            }
        }

        return best;
    }

    private static double[] Around(double share, double ratio)
    {
        return [share, Math.Min(share / ratio, 1), share * ratio];
    }

    /// <summary>Shares of the two bounds, and the cost.</summary>
    private readonly record struct Candidate(double Lower, double Upper, double Cost);
}
