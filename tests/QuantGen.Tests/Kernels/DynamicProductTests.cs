using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

/// <summary>Products of rows that were quantized while running, straight from numerics.md on weights that were never packed.</summary>
public class DynamicProductTests
{
    [Theory]
    [InlineData(1, 7, 33, false)]
    [InlineData(5, 10, 16, true)]
    [InlineData(7, 33, 17, false)]
    [InlineData(13, 300, 5, false)]
    [InlineData(0, 4, 4, false)]
    public void A_matrix_product_follows_its_formula(int rows, int reduction, int columns, bool perTensor)
    {
        var random = new Random(rows + reduction);
        float[] input = [.. Enumerable.Range(0, rows * reduction).Select(i => (random.NextSingle() - 0.4f) * ((i / reduction) + 1))];
        var weights = Weights(random, reduction * columns);
        float[] weightScales = [.. Enumerable.Range(1, columns).Select(i => 0.01f / i)];
        float[] bias = [.. Enumerable.Range(0, columns).Select(i => i - 2.5f)];
        int[] sums = [.. Enumerable.Range(0, columns).Select(c => Enumerable.Range(0, reduction).Sum(k => weights[(k * columns) + c]))];
        var (bytes, scales, zeroPoints) = Quantize(input, perTensor ? 1 : rows, perTensor ? rows : 1, reduction);
        using var packed = new GuardedBuffer<sbyte>(PackedWeights.MatrixProduct(weights, reduction, columns));
        using var output = new GuardedBuffer<float>(rows * columns);
        var channels = PackedWeights.MatrixProductChannels(columns);
        DynamicMatrixProduct.Run(
            bytes, scales, zeroPoints, packed.Span, PackedWeights.Pad<float>(weightScales, channels), PackedWeights.Pad<int>(sums, channels),
            PackedWeights.Pad<float>(bias, channels), output.Span, rows, reduction, columns, perTensor, low: -3, high: float.PositiveInfinity);
        output.AssertGuardsIntact("the matrix product");

        var stride = KernelChecks.RowStride(reduction);
        for (var i = 0; i < rows * columns; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var scaleIndex = perTensor ? 0 : row;
            var sum = Enumerable.Range(0, reduction)
                .Sum(k => (bytes[(row * stride) + k] - zeroPoints[scaleIndex]) * weights[(k * columns) + column]);
            Assert.Equal(MathF.Max((sum * (scales[scaleIndex] * weightScales[column])) + bias[column], -3), output.Span[i]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Padding_of_a_convolution_is_zero_in_every_sample(bool depthwise)
    {
        // Each sample's zero point is its own: were the padding another's, sums at the border would be wrong.
        const int Channels = 4;
        var geometry = new ConvolutionGeometry(3, 4, 4, Channels, 4, 4, Channels, 3, 3, 1, 1, 1, 1, 1, 1, depthwise ? Channels : 1);
        float[] input = [.. Enumerable.Range(0, 3 * 16 * Channels).Select(i => (i / (16 * Channels)) switch { 0 => 1f, 1 => -2f, _ => i % 2 })];
        var weights = new sbyte[Channels * geometry.GroupInputChannels * 9];
        Array.Fill(weights, (sbyte)1);
        var (bytes, scales, zeroPoints) = Quantize(input, 3, 16, Channels);
        var lengths = depthwise ? PackedWeights.DepthwiseLengths(geometry) : PackedWeights.ConvolutionLengths(geometry);
        float[] ones = [.. Enumerable.Repeat(1f, lengths.Channels)];
        int[] sums = [.. Enumerable.Repeat(9 * geometry.GroupInputChannels, lengths.Channels)];
        var output = new float[input.Length];
        if (depthwise)
        {
            DynamicDepthwiseConvolution.Run(
                bytes, scales, zeroPoints, PackedWeights.Depthwise(weights, geometry), ones, sums, [], output, geometry, false,
                float.NegativeInfinity, float.PositiveInfinity);
        }
        else
        {
            DynamicConvolution.Run(
                bytes, scales, zeroPoints, PackedWeights.Convolution(weights, geometry), ones, sums, [], output, geometry, false,
                float.NegativeInfinity, float.PositiveInfinity);
        }

        // A corner sees four positions, of which every channel of the group counts.
        var seen = 4 * geometry.GroupInputChannels;
        Assert.Equal(seen, output[0], 1e-4f);
        Assert.Equal(-2 * seen, output[16 * Channels], 1e-3f);
        Assert.Equal(depthwise ? 4 : seen / 2, output[(32 * Channels) + 1], 1e-4f);
    }

    [Fact]
    public void A_warm_call_allocates_nothing()
    {
        var input = new float[4 * 32];
        var (output, bytes, scales, zeroPoints) = (new float[4 * 16], new byte[4 * 32], new float[4], new byte[4]);
        var (weights, weightScales, sums) = (new sbyte[PackedWeights.MatrixProductLength(32, 16)], new float[16], new int[16]);
        long before = 0;
        for (var i = 0; i < 3; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            DynamicQuantization.Quantize(input, bytes, scales, zeroPoints, 4, 1, 32);
            DynamicMatrixProduct.Run(bytes, scales, zeroPoints, weights, weightScales, sums, [], output, 4, 32, 16, false, -1, 1);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static (byte[] Bytes, float[] Scales, byte[] ZeroPoints) Quantize(float[] input, int rows, int lines, int columns)
    {
        var (bytes, scales, zeroPoints) = (new byte[(rows * lines * KernelChecks.RowStride(columns)) + 64], new float[rows], new byte[rows]);
        DynamicQuantization.Quantize(input, bytes, scales, zeroPoints, rows, lines, columns);
        return (bytes, scales, zeroPoints);
    }

    private static sbyte[] Weights(Random random, int count)
    {
        return [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
    }
}
