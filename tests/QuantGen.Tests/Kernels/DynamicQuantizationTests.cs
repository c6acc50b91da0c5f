using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

/// <summary>What numerics.md says of scales found while running, in numbers.</summary>
public class DynamicQuantizationTests
{
    [Theory]
    [InlineData(new[] { 0f, 2, -3, -2.5f, 1.34f, 0.5f }, 0.019607844f, 153, new byte[] { 153, 255, 0, 26, 221, 179 })]
    [InlineData(new[] { -1f, -2.1f, -1.3f, -2.5f, -3.34f, -4f }, 0.015686275f, 255, new byte[] { 191, 121, 172, 96, 42, 0 })]
    [InlineData(new[] { 1f, 2.1f, 1.3f, 2.5f, 3.34f, 4f }, 0.015686275f, 0, new byte[] { 64, 134, 83, 159, 213, 255 })]
    [InlineData(new[] { 0f, -0f }, 1f, 0, new byte[] { 0, 0 })]
    [InlineData(new[] { float.Epsilon, 0 }, 1f, 0, new byte[] { 0, 0 })]
    [InlineData(new[] { float.NaN, 255, float.PositiveInfinity, float.NegativeInfinity, -0f }, 1f, 0, new byte[] { 0, 255, 255, 0, 0 })]
    [InlineData(new[] { float.NaN, float.NegativeInfinity }, 1f, 0, new byte[] { 0, 0 })]
    public void A_row_takes_the_range_of_its_finite_values_and_0(float[] row, float scale, byte zeroPoint, byte[] expected)
    {
        var output = new byte[KernelChecks.RowStride(row.Length)];
        var (scales, zeroPoints) = (new float[1], new byte[1]);
        DynamicQuantization.Quantize(row, output, scales, zeroPoints, rows: 1, lines: 1, columns: row.Length);
        Assert.Equal(scale, scales[0]);
        Assert.Equal(zeroPoint, zeroPoints[0]);
        Assert.Equal(expected, output[..row.Length]);
    }

    [Fact]
    public void The_widest_range_has_a_finite_scale()
    {
        var (output, scales, zeroPoints) = (new byte[4], new float[1], new byte[1]);
        DynamicQuantization.Quantize([float.MinValue, 0, float.MaxValue], output, scales, zeroPoints, rows: 1, lines: 1, columns: 3);
        Assert.True(float.IsFinite(scales[0]));
        Assert.Equal([0, 128, 255], output[..3]);
    }

    [Fact]
    public void A_row_is_the_same_beside_any_other()
    {
        float[] row = [0.5f, -0.25f, 0.1f, 0.05f, 0.2f];
        var rows = 7;
        var input = Enumerable.Range(0, rows).SelectMany(i => row.Select(value => i == 3 ? value : value * MathF.Pow(10, i * 5))).ToArray();
        var (alone, together) = (new byte[8], new byte[8 * rows]);
        var (scale, scales) = (new float[1], new float[rows]);
        var (zeroPoint, zeroPoints) = (new byte[1], new byte[rows]);
        DynamicQuantization.Quantize(row, alone, scale, zeroPoint, rows: 1, lines: 1, columns: 5);
        DynamicQuantization.Quantize(input, together, scales, zeroPoints, rows, lines: 1, columns: 5);
        Assert.Equal(scale[0], scales[3]);
        Assert.Equal(zeroPoint[0], zeroPoints[3]);
        Assert.Equal(alone[..5], together[24..29]);
    }

    [Fact]
    public void Short_spans_are_rejected()
    {
        Assert.Equal("input", Fails(5, 8, 2, 2));
        Assert.Equal("output", Fails(6, 6, 2, 2));
        Assert.Equal("scales", Fails(6, 8, 1, 2));
        Assert.Equal("zeroPoints", Fails(6, 8, 2, 1));

        static string? Fails(int input, int output, int scales, int zeroPoints)
        {
            return Assert.Throws<ArgumentException>(() => DynamicQuantization.Quantize(
                new float[input], new byte[output], new float[scales], new byte[zeroPoints], rows: 2, lines: 1, columns: 3)).ParamName;
        }
    }
}
