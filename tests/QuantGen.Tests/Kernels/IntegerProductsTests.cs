using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class IntegerProductsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 3, 19, 17)]
    [InlineData(1, 70, 300, 16)]
    [InlineData(3, 5, 8, 40)]
    public void Matrix_products_take_zero_points_away_first(int batch, int rows, int reduction, int columns)
    {
        var left = Bytes(batch * rows * reduction, 1);
        var right = Bytes(reduction * columns, 2).Select(x => (sbyte)x).ToArray();
        var leftZero = Bytes(rows, 3);
        var rightZero = Bytes(columns, 4).Select(x => (sbyte)x).ToArray();
        var output = new int[batch * rows * columns];
        IntegerMatrixProduct.Run<byte, sbyte>(left, leftZero, right, rightZero, output, batch, rows, reduction, columns, rows * reduction, 0);
        var expected = Enumerable.Range(0, output.Length).Select(index =>
        {
            var (row, column) = Math.DivRem(index, columns);
            return Enumerable.Range(0, reduction).Sum(k =>
                (left[(row * reduction) + k] - leftZero[row % rows]) * (right[(k * columns) + column] - rightZero[column]));
        }).ToArray();
        Assert.Equal(expected, output);

        var quantized = new byte[output.Length];
        IntegerMatrixProduct.RunQuantized<byte, sbyte, byte>(
            left, [0.02f], leftZero, right, Scales(columns), rightZero, quantized, [3.7f], [100], batch, rows, reduction, columns,
            rows * reduction, 0);
        Assert.Equal(expected.Select((sum, i) => Requantized(sum, 0.02f * Scales(columns)[i % columns] / 3.7f, 100)), quantized);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Convolutions_pad_with_the_zero_point(int groups)
    {
        var geometry = new ConvolutionGeometry(2, 5, 7, 4, 3, 4, 6, 3, 2, 2, 2, 1, 1, 1, 1, groups);
        var input = Bytes(2 * 4 * 5 * 7, 1);
        var weights = Bytes(6 * 4 / groups * 3 * 2, 2).Select(x => (sbyte)x).ToArray();
        var zeros = Bytes(6, 3).Select(x => (sbyte)x).ToArray();
        var output = new int[2 * 6 * 3 * 4];
        IntegerConvolution.Run<byte, sbyte>(input, [7], weights, zeros, output, geometry);
        var expected = Enumerable.Range(0, output.Length).Select(index => Sum(geometry, input, 7, weights, zeros, index)).ToArray();
        Assert.Equal(expected, output);

        int[] bias = [100, -200, 300, -400, 500, -600];
        var quantized = new sbyte[output.Length];
        IntegerConvolution.RunQuantized<byte, sbyte, sbyte>(
            input, [0.02f], [7], weights, Scales(6), zeros, bias, quantized, [3.1f], [-5], geometry);
        var requantized = expected.Select((sum, i) =>
        {
            var channel = i / 12 % 6;
            return (sbyte)Math.Clamp(MathF.Round((sum + bias[channel]) * (0.02f * Scales(6)[channel] / 3.1f)) - 5, -128, 127);
        });
        Assert.Equal(requantized, quantized);
    }

    [Fact]
    public void Short_operands_are_refused()
    {
        Check(left: 8, leftZeroPoint: 0, right: 6, output: 6);
        Check(left: 9, leftZeroPoint: 0, right: 5, output: 6);
        Check(left: 9, leftZeroPoint: 0, right: 6, output: 5);
        Check(left: 9, leftZeroPoint: 2, right: 6, output: 6);

        static void Check(int left, int leftZeroPoint, int right, int output)
        {
            Assert.Throws<ArgumentException>(() => IntegerMatrixProduct.Run<byte, byte>(
                new byte[left], new byte[leftZeroPoint], new byte[right], [], new int[output], 1, 3, 3, 2, 0, 0));
        }
    }

    private static int Sum(ConvolutionGeometry geometry, byte[] input, int inputZero, sbyte[] weights, sbyte[] zeros, int index)
    {
        var (line, x) = Math.DivRem(index, geometry.OutputWidth);
        var (plane, y) = Math.DivRem(line, geometry.OutputHeight);
        var (sample, output) = Math.DivRem(plane, geometry.OutputChannels);
        var channels = geometry.InputChannels / geometry.Groups;
        var firstChannel = output / (geometry.OutputChannels / geometry.Groups) * channels;
        var sum = 0;
        for (var k = 0; k < channels * geometry.KernelHeight * geometry.KernelWidth; k++)
        {
            var row = (y * geometry.StrideHeight) - geometry.PadTop + (k / geometry.KernelWidth % geometry.KernelHeight);
            var column = (x * geometry.StrideWidth) - geometry.PadLeft + (k % geometry.KernelWidth);
            if (row >= 0 && row < geometry.InputHeight && column >= 0 && column < geometry.InputWidth)
            {
                var channel = (sample * geometry.InputChannels) + firstChannel + (k / (geometry.KernelWidth * geometry.KernelHeight));
                var value = input[(((channel * geometry.InputHeight) + row) * geometry.InputWidth) + column];
                sum += (value - inputZero) * (weights[(output * channels * geometry.KernelHeight * geometry.KernelWidth) + k] - zeros[output]);
            }
        }

        return sum;
    }

    private static byte Requantized(int sum, float scale, int zeroPoint)
    {
        return (byte)Math.Clamp(MathF.Round(sum * scale) + zeroPoint, 0, 255);
    }

    private static float[] Scales(int count)
    {
        return [.. FloatData.Values(count, 9).Select(x => 0.01f + (Math.Abs(x) / 10))];
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
