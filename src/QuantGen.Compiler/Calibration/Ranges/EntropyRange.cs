using QuantGen.Kernels;

namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>
/// The range whose quantized distribution tells least from the original one, by Kullback-Leibler divergence: values outside pile up in
/// the outermost bins of the original, and each of 256 levels spreads its own values evenly over its bins that are in use. A level
/// without values of its own counts as half a value: cutting off a lone outlier costs something, not everything.
/// </summary>
internal sealed class EntropyRange : IRangeMethod
{
    public (float Min, float Max) Choose(ActivationHistogram histogram)
    {
        return RangeSearch.Minimize(histogram.Min, histogram.Max, new Divergence(histogram).Of);
    }

    /// <summary>The divergence of any range, in 256 steps: sums over bins are differences of running sums.</summary>
    private sealed class Divergence
    {
        private const int Levels = 256;
        private const double EmptyLevel = 0.5;

        private readonly ActivationHistogram _histogram;
        private readonly double[] _counts;
        private readonly double[] _entropy;
        private readonly int[] _used;

        public Divergence(ActivationHistogram histogram)
        {
            var bins = histogram.Counts.Count;
            (_histogram, _counts, _entropy, _used) = (histogram, new double[bins + 1], new double[bins + 1], new int[bins + 1]);
            for (var bin = 0; bin < bins; bin++)
            {
                var count = histogram.Counts[bin];
                _counts[bin + 1] = _counts[bin] + count;
                _entropy[bin + 1] = _entropy[bin] + TimesLogarithm(count);
                _used[bin + 1] = _used[bin] + (count == 0 ? 0 : 1);
            }
        }

        /// <summary>Infinite when a level would be narrower than a bin, or when nothing lies inside.</summary>
        public double Of(float min, float max)
        {
            var first = _histogram.NegativeBins + (int)Math.Floor(min / _histogram.BinWidth);
            var end = _histogram.NegativeBins + (max > 0 ? (int)Math.Floor(max / _histogram.BinWidth) + 1 : 0);
            var inside = _counts[end] - _counts[first];
            if (end - first < Levels || inside == 0)
            {
                return double.PositiveInfinity;
            }

            var (below, above) = (_counts[first], _histogram.Total - _counts[end]);
            var sum = _entropy[end] - _entropy[first];
            sum += TimesLogarithm(CountOf(first) + below) - TimesLogarithm(CountOf(first));
            sum += TimesLogarithm(CountOf(end - 1) + above) - TimesLogarithm(CountOf(end - 1));
            for (var level = 0; level < Levels; level++)
            {
                sum -= LevelTerm(level, first, end, below, above);
            }

            // Both distributions are normalized: the original holds all values, the quantized one those inside.
            return (sum / _histogram.Total) + FloatFunctions.LogDouble(inside / _histogram.Total);
        }

        private double LevelTerm(int level, int first, int end, double below, double above)
        {
            var start = first + (int)((long)(end - first) * level / Levels);
            var stop = first + (int)((long)(end - first) * (level + 1) / Levels);
            var values = _counts[stop] - _counts[start];
            var (original, used) = (values, _used[stop] - _used[start]);
            if (level == 0 && below > 0)
            {
                original += below;
                used += CountOf(first) == 0 ? 1 : 0;
            }

            if (level == Levels - 1 && above > 0)
            {
                original += above;
                used += CountOf(end - 1) == 0 ? 1 : 0;
            }

            return original == 0 ? 0 : original * FloatFunctions.LogDouble(Math.Max(values, EmptyLevel) / used);
        }

        private double CountOf(int bin)
        {
            return _counts[bin + 1] - _counts[bin];
        }

        private static double TimesLogarithm(double value)
        {
            return value == 0 ? 0 : value * FloatFunctions.LogDouble(value);
        }
    }
}
