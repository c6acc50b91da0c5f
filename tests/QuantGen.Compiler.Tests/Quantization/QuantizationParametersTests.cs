using QuantGen.Compiler.Quantization;
using Xunit;

namespace QuantGen.Compiler.Tests.Quantization;

public sealed class QuantizationParametersTests
{
    [Theory]
    [InlineData(0, 255, 1, 0)]
    [InlineData(-255, 0, 1, 255)]
    [InlineData(-128, 127, 1, 128)]
    [InlineData(-127.5, 127.5, 1, 128)]
    [InlineData(-126.5, 128.5, 1, 126)]
    [InlineData(2, 255, 1, 0)]
    [InlineData(-255, -2, 1, 255)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 1e-44, 1, 0)]
    public void Range_gives_scale_and_zero_point(float min, float max, float scale, int zeroPoint)
    {
        Assert.Equal(new QuantizationParameters(scale, zeroPoint), QuantizationParameters.FromRange(min, max));
    }

    [Fact]
    public void Widest_range_has_a_finite_scale()
    {
        Assert.True(float.IsFinite(QuantizationParameters.FromRange(float.MinValue, float.MaxValue).Scale));
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(0, float.PositiveInfinity)]
    [InlineData(2, 1)]
    public void What_is_no_range_is_refused(float min, float max)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantizationParameters.FromRange(min, max));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1.25, 102)]
    [InlineData(0.75, 102)]
    [InlineData(-0.25, 100)]
    [InlineData(-50.5, 0)]
    [InlineData(77.6, 255)]
    [InlineData(float.NaN, 100)]
    [InlineData(float.PositiveInfinity, 255)]
    [InlineData(float.NegativeInfinity, 0)]
    public void Values_round_to_even_and_saturate(float value, byte expected)
    {
        Assert.Equal(expected, new QuantizationParameters(0.5f, 100).Quantize(value));
    }

    [Fact]
    public void Every_quantized_value_survives_the_round_trip()
    {
        var parameters = QuantizationParameters.FromRange(-0.3f, 1.7f);

        foreach (var quantized in Enumerable.Range(0, 256).Select(value => (byte)value))
        {
            Assert.Equal(quantized, parameters.Quantize(parameters.Dequantize(quantized)));
        }
    }
}
