using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public class QuantizedMatrixProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 7, 33)]
    [InlineData(5, 10, 16)]
    [InlineData(6, 64, 32)]
    [InlineData(7, 33, 17)]
    [InlineData(0, 4, 4)]
    [InlineData(13, 300, 5)]
    public void It_is_the_product_of_the_unpacked_matrices(int rows, int reduction, int columns)
    {
        var random = new Random(rows + reduction);
        var inputStride = KernelChecks.RowStride(reduction);
        var outputStride = KernelChecks.RowStride(columns);
        var input = new byte[rows * inputStride];
        var weights = new sbyte[reduction * columns];
        random.NextBytes(input);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (sbyte)random.Next(-127, 128);
        }

        var channels = PackedWeights.MatrixProductChannels(columns);
        var bias = PackedWeights.Pad<int>([.. Enumerable.Range(0, columns).Select(i => (i * 100) - 50)], channels);
        var multipliers = PackedWeights.Pad<float>([.. Enumerable.Range(1, columns).Select(i => 0.001f / i)], channels);
        using var packed = new GuardedBuffer<sbyte>(PackedWeights.MatrixProduct(weights, reduction, columns));
        using var guardedInput = new GuardedBuffer<byte>(input);
        using var output = new GuardedBuffer<byte>(rows * outputStride);
        using var floats = new GuardedBuffer<float>(rows * columns);
        var requantization = new Requantization(128, 0, 255);
        QuantizedMatrixProduct.Run(
            guardedInput.Span, packed.Span, bias, multipliers, output.Span, rows, reduction, columns, requantization, [], [], default);
        QuantizedMatrixProduct.RunToFloat(
            guardedInput.Span, packed.Span, bias, multipliers, floats.Span, rows, reduction, columns, 0, float.PositiveInfinity);
        output.AssertGuardsIntact("the matrix product");
        floats.AssertGuardsIntact("the matrix product");

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var sum = bias[column];
                for (var k = 0; k < reduction; k++)
                {
                    sum += input[(row * inputStride) + k] * weights[(k * columns) + column];
                }

                Assert.Equal(requantization.Apply(sum * multipliers[column]), output.Span[(row * outputStride) + column]);
                Assert.Equal(MathF.Max(sum * multipliers[column], 0), floats.Span[(row * columns) + column]);
            }
        }
    }
}
