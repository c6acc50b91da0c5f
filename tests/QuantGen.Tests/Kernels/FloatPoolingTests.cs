using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class FloatPoolingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Windows_are_folded_within_the_input(int channels)
    {
        var geometry = new PoolingGeometry(2, 7, 8, channels, 4, 5, 3, 3, 2, 2, 1, 1, 1, 1);
        var input = FloatData.Values(2 * 7 * 8 * channels, 1);
        var output = new float[2 * 4 * 5 * channels];
        FloatPooling.Max(input, output, geometry);
        FloatData.AssertClose(Fold(input, geometry, values => values.Max()), output, 0);
        FloatPooling.Average(input, output, geometry, countIncludePadding: false);
        FloatData.AssertClose(Fold(input, geometry, values => values.Average()), output, 1e-6);
        FloatPooling.Average(input, output, geometry, countIncludePadding: true);
        FloatData.AssertClose(Fold(input, geometry, values => values.Sum() / 9), output, 1e-6);
    }

    [Fact]
    public void Dilated_windows_skip_pixels()
    {
        var geometry = new PoolingGeometry(1, 9, 9, 3, 3, 3, 2, 3, 2, 2, 3, 2, 0, 0);
        var input = FloatData.Values(9 * 9 * 3, 1);
        var output = new float[27];
        FloatPooling.Max(input, output, geometry);
        FloatData.AssertClose(Fold(input, geometry, values => values.Max()), output, 0);
    }

    [Fact]
    public void Global_pooling_folds_a_whole_sample()
    {
        var input = FloatData.Values(2 * 20 * 5, 1);
        var output = new float[10];
        FloatPooling.GlobalAverage(input, output, 2, 20, 5);
        FloatData.AssertClose([.. ReductionTests.Lines(input, 2, 20, 5).Select(line => line.Average())], output, 1e-6);
        FloatPooling.GlobalMax(input, output, 2, 20, 5);
        FloatData.AssertClose([.. ReductionTests.Lines(input, 2, 20, 5).Select(line => line.Max())], output, 0);
    }

    [Fact]
    public void Short_spans_are_refused()
    {
        var geometry = new PoolingGeometry(1, 4, 4, 2, 2, 2, 2, 2, 2, 2, 1, 1, 0, 0);
        Assert.Throws<ArgumentException>(() => FloatPooling.Max(new float[31], new float[8], geometry));
        Assert.Throws<ArgumentException>(() => FloatPooling.Max(new float[32], new float[7], geometry));
    }

    private static double[] Fold(float[] input, PoolingGeometry geometry, Func<double[], double> fold)
    {
        var outputs = geometry.Batch * geometry.OutputHeight * geometry.OutputWidth * geometry.Channels;
        return [.. Enumerable.Range(0, outputs).Select(index => fold([.. Window(input, geometry, index)]))];
    }

    private static IEnumerable<double> Window(float[] input, PoolingGeometry geometry, int index)
    {
        var (pixel, channel) = Math.DivRem(index, geometry.Channels);
        var (line, x) = Math.DivRem(pixel, geometry.OutputWidth);
        var (sample, y) = Math.DivRem(line, geometry.OutputHeight);
        for (var tap = 0; tap < geometry.KernelHeight * geometry.KernelWidth; tap++)
        {
            var row = (y * geometry.StrideHeight) - geometry.PadTop + (tap / geometry.KernelWidth * geometry.DilationHeight);
            var column = (x * geometry.StrideWidth) - geometry.PadLeft + (tap % geometry.KernelWidth * geometry.DilationWidth);
            if (row >= 0 && row < geometry.InputHeight && column >= 0 && column < geometry.InputWidth)
            {
                yield return input[(((((sample * geometry.InputHeight) + row) * geometry.InputWidth) + column) * geometry.Channels) + channel];
            }
        }
    }
}
