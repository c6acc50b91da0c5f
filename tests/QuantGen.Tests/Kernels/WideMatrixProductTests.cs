using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class WideMatrixProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 33, 70)]
    [InlineData(5, 16, 16)]
    [InlineData(13, 100, 33)]
    [InlineData(25, 7, 49)]
    public void It_is_the_product_of_the_rounded_operands(int rows, int reduction, int columns)
    {
        var weights = Weights(reduction * columns);
        var (input, bias) = (FloatData.Values(rows * reduction, 2), FloatData.Values(columns, 3));
        var actual = Run(input, weights, bias, rows, reduction, columns, Fixed);
        FloatData.AssertClose(Expected(input, weights, bias, rows, reduction, columns), actual, 2e-6);

        Array.Clear(bias);
        FloatData.AssertClose(Expected(input, weights, bias, rows, reduction, columns), Run(input, weights, [], rows, reduction, columns, Fixed), 2e-6);
    }

    [Fact]
    public void A_row_is_the_same_beside_any_others()
    {
        const int Reduction = 45;
        const int Columns = 20;
        var weights = Weights(Reduction * Columns);
        var row = FloatData.Values(Reduction, 1);
        var alone = Run(row, weights, [], 1, Reduction, Columns, PerRow);
        float[] batch = [.. row.Select(x => x * 1e6f), .. row, .. row.Select(x => x * 1e-6f)];
        Assert.Equal(alone, Run(batch, weights, [], 3, Reduction, Columns, PerRow)[Columns..(2 * Columns)]);
        Assert.NotEqual(alone, Run(batch, weights, [], 3, Reduction, Columns, PerTensor)[Columns..(2 * Columns)]);
    }

    [Theory]
    [InlineData(WideScale.PerRow)]
    [InlineData(WideScale.PerTensor)]
    public void Scales_found_while_running_fit_the_range(WideScale sharing)
    {
        const int Reduction = 40;
        var weights = Weights(Reduction * 3);
        var input = FloatData.Values(2 * Reduction, 1);
        var expected = new double[6];
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] = Enumerable.Range(0, Reduction).Sum(k => (double)input[(i / 3 * Reduction) + k] * weights[(k * 3) + (i % 3)] * Scale(i % 3));
        }

        // Half a step of 4 / 65535 in each of 40 products.
        FloatData.AssertClose(expected, Run(input, weights, [], 2, Reduction, 3, new WideQuantization(sharing, 0, 0)), 4.0 / 65535 / 2 * 40 * 127 * Scale(2));
    }

    [Fact]
    public void Values_without_a_number_do_not_spoil_the_others()
    {
        sbyte[] weights = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        var actual = Run([float.NaN, float.PositiveInfinity, 2], weights, [], 1, 3, 3, PerRow);
        Assert.Equal([0, 2 * Scale(1), 2 * Scale(2)], actual.Select(x => MathF.Round(x, 5)));
        Assert.Equal([0, 0, 0], Run([0, 0, 0], weights, [], 1, 3, 3, PerRow));
    }

    private static WideQuantization Fixed { get; } = new(WideScale.Fixed, 3.5f / 65535, 30000);

    private static WideQuantization PerRow { get; } = new(WideScale.PerRow, 0, 0);

    private static WideQuantization PerTensor { get; } = new(WideScale.PerTensor, 0, 0);

    internal static float Scale(int column)
    {
        return 0.01f * (1 + (column % 5));
    }

    internal static sbyte[] Weights(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
    }

    internal static float[] Run(
        float[] input, sbyte[] weights, float[] bias, int rows, int reduction, int columns, in WideQuantization quantization)
    {
        var channels = PackedWeights.MatrixProductChannels(columns);
        float[] scales = [.. Enumerable.Range(0, columns).Select(Scale)];
        int[] sums = [.. Enumerable.Range(0, columns).Select(column => Enumerable.Range(0, reduction).Sum(k => weights[(k * columns) + column]))];
        var output = new float[rows * columns];
        WideMatrixProduct.Run(
            input, PackedWeights.MatrixProduct(weights, reduction, columns), PackedWeights.Pad<float>(scales, channels), PackedWeights.Pad<int>(sums, channels),
            bias.Length == 0 ? [] : PackedWeights.Pad<float>(bias, channels), output, new byte[WideMatrixProduct.ScratchLength(reduction, columns)],
            quantization, rows, reduction, columns);
        return output;
    }

    private static double[] Expected(float[] input, sbyte[] weights, float[] bias, int rows, int reduction, int columns)
    {
        var expected = new double[rows * columns];
        for (var i = 0; i < expected.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            long sum = 0;
            for (var k = 0; k < reduction; k++)
            {
                var steps = Math.Round(input[(row * reduction) + k] / Fixed.Scale, MidpointRounding.ToEven) + Fixed.ZeroPoint;
                sum += (long)(Math.Clamp(steps, 0, 65535) - Fixed.ZeroPoint) * weights[(k * columns) + column];
            }

            expected[i] = (sum * (double)Fixed.Scale * Scale(column)) + bias[column];
        }

        return expected;
    }
}
