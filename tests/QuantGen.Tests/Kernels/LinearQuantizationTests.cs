using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class LinearQuantizationTests
{
    [Fact]
    public void Quantize_rounds_half_to_even_and_saturates()
    {
        var output = new byte[8];
        LinearQuantization.Quantize<byte>(
            [0.5f, 1.5f, -0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, 3], [1f], [10], output, 1, 1, 8);
        Assert.Equal([10, 12, 10, 10, 255, 0, 255, 13], output);
        var words = new short[3];
        LinearQuantization.Quantize<short>([1e9f, -1e9f, 7], [0.5f], [], words, 1, 1, 3);
        Assert.Equal([short.MaxValue, short.MinValue, 14], words);
    }

    [Fact]
    public void Scales_follow_the_axis()
    {
        var output = new sbyte[8];
        LinearQuantization.Quantize<sbyte>([1, 2, 3, 4, 5, 6, 7, 8], [1, 0.5f], [0, 1], output, outer: 2, axis: 2, inner: 2);
        Assert.Equal([1, 2, 7, 9, 5, 6, 15, 17], output);
        var floats = new float[8];
        LinearQuantization.Dequantize<sbyte>(output, [1, 0.5f], [0, 1], floats, 2, 2, 2);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], floats);
        LinearQuantization.Dequantize<int>([100000, -3], [0.5f], [], floats, 1, 1, 2);
        Assert.Equal([50000, -1.5f], floats[..2]);
    }

    [Fact]
    public void Dynamic_quantization_covers_the_range_and_zero()
    {
        var input = FloatData.Values(100, 1).Select(x => x + 3).ToArray();
        var (output, scale, zeroPoint) = (new byte[100], new float[1], new byte[1]);
        LinearQuantization.DynamicQuantize(input, output, scale, zeroPoint);
        Assert.Equal(input.Max() / 255, scale[0]);
        Assert.Equal(0, zeroPoint[0]);
        Assert.Equal(input.Select(x => (byte)MathF.Round(x / scale[0])), output);

        LinearQuantization.DynamicQuantize([-1, 3], output, scale, zeroPoint);
        Assert.Equal(4f / 255, scale[0]);
        Assert.Equal(64, zeroPoint[0]);
        Assert.Equal([0, 255], output[..2]);

        LinearQuantization.DynamicQuantize([0, 0], output, scale, zeroPoint);
        Assert.Equal((1f, (byte)0), (scale[0], zeroPoint[0]));
    }

    [Fact]
    public void Short_spans_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LinearQuantization.Quantize<byte>(new float[4], [1], [], new byte[4], 1, 2, 2));
        Assert.Throws<ArgumentException>(() => LinearQuantization.Quantize<byte>(new float[4], [1, 1], [1], new byte[4], 1, 2, 2));
        Assert.Throws<ArgumentException>(() => LinearQuantization.Dequantize<byte>(new byte[4], [1], [], new float[3], 1, 1, 4));
    }
}
