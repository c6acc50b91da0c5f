using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public class QuantizedPoolingTests
{
    private static readonly PoolingGeometry Padded3x3 = new(1, 2, 2, 1, 2, 2, 3, 3, 1, 1, 1, 1, 1, 1);

    // Rows of one channel are four bytes apart; the padding holds what must not be read as data.
    private static readonly byte[] Image = [10, 255, 255, 255, 20, 255, 255, 255, 30, 255, 255, 255, 50, 255, 255, 255];

    [Fact]
    public void Max_never_takes_padding()
    {
        var output = new byte[16];
        QuantizedPooling.Max(Image, output, Padded3x3);
        Assert.Equal([50, 50, 50, 50], ConvolutionRunner.Valid(output, 1));
    }

    [Theory]
    [InlineData(false, 28)]
    [InlineData(true, 18)]
    public void Average_divides_by_what_it_is_told_to_count(bool countIncludePadding, byte expected)
    {
        var output = new byte[16];
        QuantizedPooling.Average(
            Image, output, Padded3x3, inputZeroPoint: 10, inputScale: 1, outputScale: 1, countIncludePadding, new Requantization(10, 0, 255));
        Assert.Equal(expected, output[0]);
    }

    [Fact]
    public void Global_average_rescales()
    {
        var output = new byte[4];
        QuantizedPooling.GlobalAverage(
            Image, output, batch: 1, spatial: 4, channels: 1, inputZeroPoint: 10, inputScale: 1, outputScale: 0.5f, new Requantization(3, 0, 255));
        Assert.Equal(38, output[0]);
    }
}
