using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

/// <summary>What numerics.md says, in numbers: the definitions that every kernel is compared with.</summary>
public class QuantizationTests
{
    [Theory]
    [InlineData(0.5f, 1f, 10, 10)]
    [InlineData(1.5f, 1f, 10, 12)]
    [InlineData(2.5f, 1f, 10, 12)]
    [InlineData(-0.5f, 1f, 10, 10)]
    [InlineData(-1.5f, 1f, 10, 8)]
    [InlineData(0.3f, 0.1f, 0, 3)]
    [InlineData(-1000f, 1f, 10, 0)]
    [InlineData(1000f, 1f, 10, 255)]
    [InlineData(float.NaN, 1f, 10, 10)]
    [InlineData(float.PositiveInfinity, 1f, 10, 255)]
    [InlineData(float.NegativeInfinity, 1f, 10, 0)]
    [InlineData(float.MaxValue, 1e-10f, 10, 255)]
    public void Quantize_divides_and_rounds_half_to_even(float value, float scale, int zeroPoint, byte expected)
    {
        Assert.Equal(expected, QuantizationReference.Quantize(value, scale, zeroPoint));
    }

    [Theory]
    [InlineData(2.5f, 3, 0, 255, 5)]
    [InlineData(3.5f, 3, 0, 255, 7)]
    [InlineData(1e20f, 3, 0, 200, 200)]
    [InlineData(-1e20f, 3, 3, 255, 3)]
    public void Requantize_clamps_to_the_bounds(float scaled, int zeroPoint, int low, int high, byte expected)
    {
        Assert.Equal(expected, new Requantization(zeroPoint, low, high).Apply(scaled));
    }

    [Fact]
    public void Add_and_multiply_follow_their_formulas()
    {
        Assert.Equal(57, new QuantizedAddition(0.5f, 0.25f, 7f, 0, 255).Apply(80, 40));
        Assert.Equal(20, new QuantizedAddition(0.5f, 0.25f, 7f, 0, 20).Apply(80, 40));
        Assert.Equal(16, new QuantizedMultiplication(100, 50, 0.01f, new Requantization(10, 0, 255)).Apply(120, 80));
        Assert.Equal(4, new QuantizedMultiplication(100, 50, 0.01f, new Requantization(10, 0, 255)).Apply(80, 80));
    }

    [Fact]
    public void Layout_changes_move_channels_last_and_back()
    {
        float[] planes = [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33, 40, 41, 42, 43];
        var quantized = new byte[4 * 8];
        Quantization.QuantizeToChannelsLast(planes, quantized, batch: 1, channels: 5, spatial: 4, scale: 1, zeroPoint: 100);
        Assert.Equal([100, 110, 120, 130, 140], quantized[..5]);
        Assert.Equal([103, 113, 123, 133, 143], quantized[24..29]);

        var back = new float[planes.Length];
        Quantization.DequantizeFromChannelsLast(quantized, back, batch: 1, channels: 5, spatial: 4, scale: 1, zeroPoint: 100);
        Assert.Equal(planes, back);
    }

    [Fact]
    public void Rows_are_padded_to_four()
    {
        var quantized = new byte[8];
        Quantization.Quantize([1, 2, 3, 4, 5, 6], quantized, rows: 2, columns: 3, scale: 1, zeroPoint: 0);
        Assert.Equal([1, 2, 3], quantized[..3]);
        Assert.Equal([4, 5, 6], quantized[4..7]);

        var back = new float[6];
        Quantization.Dequantize(quantized, back, rows: 2, columns: 3, scale: 2, zeroPoint: 1);
        Assert.Equal([0, 2, 4, 6, 8, 10], back);
    }

    [Fact]
    public void Wrong_arguments_are_rejected()
    {
        var six = new float[6];
        Assert.Throws<ArgumentException>(() => Quantization.Quantize(six, new byte[7], rows: 2, columns: 3, scale: 1, zeroPoint: 0));
        Assert.Throws<ArgumentException>(() => Quantization.Quantize(six, new byte[8], rows: 2, columns: 4, scale: 1, zeroPoint: 0));
        Assert.Throws<ArgumentException>(() => Quantization.Quantize(six, new byte[8], rows: 2, columns: 3, scale: 0, zeroPoint: 0));
        Assert.Throws<ArgumentException>(() => Quantization.Quantize(six, new byte[8], rows: 2, columns: 3, scale: 1, zeroPoint: 256));
        Assert.Throws<ArgumentException>(() => QuantizedElementwise.Add(new byte[3], new byte[4], new byte[4], default));
        Assert.Throws<ArgumentException>(() => LookupTable.Apply(new byte[3], new byte[3], new byte[255]));
    }
}
