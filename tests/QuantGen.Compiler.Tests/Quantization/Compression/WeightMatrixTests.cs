using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization.Compression;
using Xunit;

namespace QuantGen.Compiler.Tests.Quantization.Compression;

public sealed class WeightMatrixTests
{
    /// <summary>A matrix [K, N]; a convolution [O, C, H, W], whose columns run along taps, then channels; recurrent weights [directions, rows, K].</summary>
    [Theory]
    [InlineData(new[] { 2, 3 }, 1, 3, new[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData(new[] { 2, 2, 1, 3 }, 0, 2, new[] { 0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11 })]
    [InlineData(new[] { 2, 2, 2 }, 1, 4, new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    public void ColumnsAreOutputChannels(int[] dimensions, int channelAxis, int columns, int[] expected)
    {
        var count = dimensions.Aggregate((left, right) => left * right);
        var weight = TensorData.Create<float>(dimensions, [.. Enumerable.Range(0, count).Select(i => (float)i)]);
        Assert.Equal((columns, count / columns), WeightMatrix.Shape(dimensions, channelAxis));
        var matrix = WeightMatrix.Of(weight, channelAxis);
        Assert.Equal(expected, matrix.Select(value => (int)value));
        Assert.Equal(weight.ToFloat32(), WeightMatrix.ToWeightOrder(matrix, dimensions, channelAxis));
    }
}
