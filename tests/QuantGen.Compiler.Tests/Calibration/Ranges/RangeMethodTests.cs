using QuantGen.Compiler.Calibration.Ranges;
using QuantGen.Compiler.Quantization;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration.Ranges;

public sealed class RangeMethodTests
{
    private const int Count = 100_000;

    private static readonly Dictionary<string, float[]> Tensors = new()
    {
        ["gaussian"] = Distributions.Gaussian(Count),
        ["laplace"] = Distributions.Laplace(Count),
        ["heavy tails"] = [.. Distributions.Laplace(Count).Select(value => value * value * value)],
        ["uniform"] = Distributions.Uniform(Count),
        ["relu"] = Distributions.Relu(Distributions.Laplace(Count)),
        ["negative"] = [.. Distributions.Relu(Distributions.Laplace(Count)).Select(value => -value)],
        ["outlier"] = [.. Distributions.Gaussian(Count), 300],
        ["far from zero"] = [.. Distributions.Uniform(Count).Select(value => 100 + value)],
        ["steps"] = [.. Distributions.Uniform(Count).Select(value => MathF.Round(value * 8) / 8)],
        ["constant"] = [.. Enumerable.Repeat(5f, 100)],
        ["single"] = [-0.25f],
        ["zeros"] = new float[100],
        ["tiny"] = [1e-44f, -1e-44f],
        ["huge"] = [3e38f, -3e38f],
        ["empty"] = [],
        ["not finite"] = [float.NaN, float.PositiveInfinity, 1, -1],
    };

    public static IEnumerable<object[]> EveryMethodAndTensor =>
        from method in RangeMethods.All
        from tensor in Tensors.Keys
        select new object[] { method, tensor };

    [Fact]
    public void Every_method_is_listed()
    {
        Assert.Equal(
            Enum.GetValues<CalibrationMethod>().Where(method => method != CalibrationMethod.Default).Order(), RangeMethods.All.Order());
    }

    [Theory]
    [MemberData(nameof(EveryMethodAndTensor))]
    public void Range_lies_within_the_values_and_zero(CalibrationMethod method, string tensor)
    {
        var finite = Tensors[tensor].Where(float.IsFinite).Append(0).ToArray();

        var (min, max) = Choose(method, Tensors[tensor]);

        Assert.InRange(min, finite.Min(), max);
        Assert.InRange(max, min, finite.Max());
    }

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Entropy)]
    [InlineData(CalibrationMethod.MeanSquaredError)]
    public void Constant_is_covered(CalibrationMethod method)
    {
        Assert.Equal(5, Choose(method, Tensors["constant"]).Max);
        Assert.Equal(-0.25f, Choose(method, Tensors["single"]).Min);
    }

    [Fact]
    public void MinMax_is_exact()
    {
        var values = Tensors["laplace"];

        Assert.Equal((values.Min(), values.Max()), Choose(CalibrationMethod.MinMax, values));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(99.9)]
    public void Percentile_is_that_of_the_sorted_values(double percentile)
    {
        var values = Tensors["gaussian"];
        var sorted = values.Order().ToArray();
        var tail = (int)((1 - (percentile / 100)) / 2 * Count);
        var histogram = Distributions.Histogram(values);

        var (min, max) = new PercentileRange(percentile).Choose(histogram);

        // Quantiles are known up to a bin, and up to the gap between values, which is wider out in the tails.
        var tolerance = histogram.BinWidth + (sorted[tail + 1] - sorted[tail - 1]) + (sorted[^tail] - sorted[^(tail + 2)]);
        Assert.InRange(min, sorted[tail] - tolerance, sorted[tail] + tolerance);
        Assert.InRange(max, sorted[^(tail + 1)] - tolerance, sorted[^(tail + 1)] + tolerance);
        Assert.Equal((values.Min(), values.Max()), new PercentileRange(100).Choose(histogram));
    }

    [Fact]
    public void Zeros_do_not_move_a_range()
    {
        var values = Tensors["relu"].Where(value => value != 0).ToArray();
        float[] withZeros = [.. values, .. new float[10 * Count]];

        foreach (var method in RangeMethods.All)
        {
            Assert.Equal(Choose(method, values).Max, Choose(method, withZeros).Max);
        }
    }

    [Fact]
    public void Entropy_cuts_a_heavy_tail_and_keeps_an_even_distribution()
    {
        var heavy = Tensors["heavy tails"];
        var (min, max) = Choose(CalibrationMethod.Entropy, heavy);
        Assert.InRange(max, 2, 0.8f * heavy.Max());
        Assert.InRange(min, 0.8f * heavy.Min(), -2);

        (min, max) = Choose(CalibrationMethod.Entropy, Tensors["uniform"]);
        Assert.InRange(max, 0.97f, 1);
        Assert.InRange(min, -1, -0.97f);
    }

    [Fact]
    public void Entropy_shrinks_only_the_side_with_the_outlier()
    {
        var (min, max) = Choose(CalibrationMethod.Entropy, Tensors["outlier"]);

        Assert.InRange(max, 2, 60);
        Assert.InRange(min, Tensors["gaussian"].Min(), -2);
    }

    [Theory]
    [MemberData(nameof(EveryMethodAndTensor))]
    public void Mean_squared_error_expects_no_more_than_any_other_range(CalibrationMethod method, string tensor)
    {
        var histogram = Distributions.Histogram(Tensors[tensor]);
        var (min, max) = Choose(CalibrationMethod.MeanSquaredError, Tensors[tensor]);
        var (otherMin, otherMax) = Choose(method, Tensors[tensor]);

        // The search may miss the best range by a step of its finest grid; never the whole range, its first candidate.
        var tolerance = method == CalibrationMethod.MinMax ? 1 : 1.02;
        Assert.InRange(histogram.ExpectedSquaredError(min, max), 0, tolerance * histogram.ExpectedSquaredError(otherMin, otherMax));
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("relu")]
    [InlineData("outlier")]
    public void Expected_error_is_that_of_the_values(string tensor)
    {
        var values = Tensors[tensor];
        var (min, max) = Choose(CalibrationMethod.MeanSquaredError, values);
        var parameters = QuantizationParameters.FromRange(min, max);

        var sum = values.Sum(value => Math.Pow(value - parameters.Dequantize(parameters.Quantize(value)), 2));

        var actual = sum / values.Count(value => value != 0);
        var expected = Distributions.Histogram(values).ExpectedSquaredError(min, max);
        Assert.InRange(actual, 0.98 * expected, 1.02 * expected);
    }

    [Fact]
    public void Mean_squared_error_cuts_what_is_not_worth_a_coarser_step()
    {
        Assert.InRange(Choose(CalibrationMethod.MeanSquaredError, Tensors["laplace"]).Max, 5, 0.95f * Tensors["laplace"].Max());
        Assert.InRange(Choose(CalibrationMethod.MeanSquaredError, Tensors["uniform"]).Max, 0.98f, 1);
    }

    private static (float Min, float Max) Choose(CalibrationMethod method, float[] values)
    {
        return RangeMethods.Create(method, new RangeOptions(99.99)).Choose(Distributions.Histogram(values));
    }
}
