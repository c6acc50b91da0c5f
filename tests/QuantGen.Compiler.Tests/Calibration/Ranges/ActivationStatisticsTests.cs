using QuantGen.Compiler.Calibration.Ranges;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration.Ranges;

public sealed class ActivationStatisticsTests
{
    [Fact]
    public void Counts_extremes_zeros_and_what_is_not_finite()
    {
        var statistics = new ActivationStatistics();

        statistics.Add([0, -0f, 3, float.NaN, -1, float.PositiveInfinity, 2, 0, float.NegativeInfinity, 0.5f, 0]);

        Assert.Equal((8, 4, 3), (statistics.Count, statistics.ZeroCount, statistics.NonFiniteCount));
        Assert.Equal((-1, 3), (statistics.Min, statistics.Max));
        Assert.Equal(4, statistics.ToHistogram().Total);
    }

    [Theory]
    [InlineData(new float[0])]
    [InlineData(new[] { float.NaN, float.PositiveInfinity })]
    [InlineData(new[] { 0f, 0f })]
    public void Nothing_but_zeros_has_an_empty_histogram(float[] values)
    {
        var statistics = new ActivationStatistics();
        statistics.Add(values);

        var histogram = statistics.ToHistogram();

        Assert.Equal((0, 0, 0), (histogram.Min, histogram.Max, histogram.Total));
        Assert.Equal(0, histogram.ExpectedSquaredError(0, 0));
    }

    [Fact]
    public void Smallest_value_is_zero_only_where_there_is_one()
    {
        var statistics = new ActivationStatistics();
        statistics.Add([2, 3]);
        Assert.Equal((2, 3), (statistics.Min, statistics.Max));

        statistics.Add([0]);
        Assert.Equal((0, 3), (statistics.Min, statistics.Max));
    }

    [Fact]
    public void Grown_histogram_equals_the_direct_one_in_any_order()
    {
        // Ascending magnitudes make the width double many times; descending ones never.
        var values = Distributions.Gaussian(5000).Select((value, i) => value * MathF.Pow(1.005f, i)).ToArray();
        var expected = Distributions.Histogram(values);
        float[][] orders = [values, [.. values.Reverse()], [.. values.Order()], [.. values.OrderDescending()]];

        foreach (var order in orders)
        {
            foreach (var chunk in new[] { 1, 7, 4096 })
            {
                var statistics = new ActivationStatistics();
                foreach (var part in order.Chunk(chunk))
                {
                    statistics.Add(part);
                }

                var histogram = statistics.ToHistogram();
                Assert.Equal((expected.BinWidth, expected.NegativeBins), (histogram.BinWidth, histogram.NegativeBins));
                Assert.Equal(expected.Counts, histogram.Counts);
            }
        }
    }

    [Theory]
    [InlineData(1e-3f, -1e30f)]
    [InlineData(5f, 1000f)]
    [InlineData(-3e38f, 3e38f)]
    [InlineData(-7f, -6.5f)]
    [InlineData(1e-30f, 2e-30f)]
    public void Each_value_is_in_its_bin_and_the_range_has_enough_bins(float first, float second)
    {
        foreach (var bins in new[] { 256, 2048, 5000 })
        {
            var statistics = new ActivationStatistics(bins);
            statistics.Add([first, second]);
            var histogram = statistics.ToHistogram();

            Assert.InRange(histogram.Counts.Count, bins + 1, 4 * bins);
            Assert.Equal(2, histogram.Total);
            foreach (var value in new[] { first, second })
            {
                var bin = (int)Math.Floor(value / histogram.BinWidth) + histogram.NegativeBins;
                Assert.NotEqual(0, histogram.Counts[bin]);
                Assert.InRange(value, histogram.Edge(bin), histogram.Edge(bin + 1));
            }
        }
    }

    [Fact]
    public void Bins_are_counted_as_by_definition()
    {
        var values = Distributions.Relu(Distributions.Laplace(10_001));
        var histogram = Distributions.Histogram(values);

        var expected = new long[histogram.Counts.Count];
        foreach (var value in values.Where(value => value != 0))
        {
            expected[(int)Math.Floor(value / histogram.BinWidth)]++;
        }

        Assert.Equal(0, histogram.NegativeBins);
        Assert.Equal(expected, histogram.Counts);
    }
}
