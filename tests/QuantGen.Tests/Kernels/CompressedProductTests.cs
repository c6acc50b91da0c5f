using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class CompressedProductTests
{
    public static TheoryData<WeightEncoding, int> Encodings => new()
    {
        { WeightEncoding.Int8, 32 },
        { WeightEncoding.Int4, 16 },
        { WeightEncoding.Int4, 128 },
        { WeightEncoding.Int4ZeroPoint, 32 },
        { WeightEncoding.Int4ZeroPoint, 256 },
        { WeightEncoding.Float16, 32 },
        { WeightEncoding.BFloat16, 32 },
    };

    /// <summary>Rows that are decoded in registers and rows that share panels; columns below, at and above four panels; odd and partial blocks.</summary>
    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_product_has_the_bits_of_the_float_product_of_the_decoded_weights(WeightEncoding encoding, int blockSize)
    {
        foreach (var (rows, reduction, columns) in new[] { (1, 1, 1), (1, 33, 70), (2, 256, 128), (3, 300, 50), (7, 31, 64), (200, 17, 16) })
        {
            var weights = new CompressedData(encoding, blockSize, columns, reduction);
            var input = FloatData.Values(rows * reduction, 1);
            var (bias, residual) = (FloatData.Values(columns, 3), FloatData.Values(rows * columns, 4));
            var (expected, actual) = (new float[rows * columns], new float[rows * columns]);
            FloatMatrixProduct.Run(
                input, PackedFloatWeights.MatrixProduct(Decode(weights), reduction, columns, transposed: true), bias, expected, rows, reduction, columns, -1, 5, residual);
            CompressedMatrixProduct.Run(input, weights.Pack(), encoding, blockSize, bias, actual, rows, reduction, columns, -1, 5, residual);
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_convolution_has_the_bits_of_the_float_convolution_of_the_decoded_weights(WeightEncoding encoding, int blockSize)
    {
        foreach (var (channels, outputs, groups, stride) in new[] { (3, 40, 1, 2), (18, 50, 1, 1), (12, 20, 4, 1), (40, 33, 1, 1) })
        {
            var size = ((9 + 2 - 3) / stride) + 1;
            var geometry = new ConvolutionGeometry(2, 9, 9, channels, size, size, outputs, 3, 3, stride, stride, 1, 1, 1, 1, groups);
            var reduction = 9 * channels / groups;
            var weights = new CompressedData(encoding, blockSize, outputs, reduction);
            var input = FloatData.Values(2 * 81 * channels, 1);
            var bias = FloatData.Values(outputs, 3);
            var (expected, actual) = (new float[2 * size * size * outputs], new float[2 * size * size * outputs]);
            var packed = PackedFloatWeights.Convolution(ToOnnxOrder(Decode(weights), outputs, channels / groups), geometry);
            FloatConvolution.Run(input, packed, bias, expected, geometry, -1, 5, []);
            CompressedConvolution.Run(input, weights.Pack(groups), encoding, blockSize, bias, actual, geometry, -1, 5, []);
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_row_has_the_same_bits_in_a_batch_of_any_size(WeightEncoding encoding, int blockSize)
    {
        const int Rows = 64;
        var packed = new CompressedData(encoding, blockSize, columns: 75, reduction: 90).Pack();
        var input = FloatData.Values(Rows * 90, 1);
        var together = Multiply(Rows, input);
        foreach (var size in new[] { 1, 2, 7 })
        {
            for (var row = 0; row + size <= Rows; row += size)
            {
                Assert.Equal(together[(row * 75)..((row + size) * 75)], Multiply(size, input[(row * 90)..((row + size) * 90)]));
            }
        }

        float[] Multiply(int rows, float[] values)
        {
            var output = new float[rows * 75];
            CompressedMatrixProduct.Run(
                values, packed, encoding, blockSize, [], output, rows, 90, 75, float.NegativeInfinity, float.PositiveInfinity, []);
            return output;
        }
    }

    /// <summary>With halves above 2^7 and without: their exponents are stored in two ways.</summary>
    [Theory]
    [InlineData(65504f)]
    [InlineData(127f)]
    public void Every_half_is_decoded_exactly(float largest)
    {
        ushort[] halves = [.. Enumerable.Range(0, 0x10000).Select(bits => (ushort)bits).Where(IsUsed)];
        var packed = PackedCompressedWeights.Pack(WeightEncoding.Float16, 32, halves, [], [], halves.Length, 1, 1);
        var output = new float[halves.Length];
        CompressedMatrixProduct.Run(
            [1], packed, WeightEncoding.Float16, 32, [], output, 1, 1, halves.Length, float.NegativeInfinity, float.PositiveInfinity, []);
        for (var i = 0; i < halves.Length; i++)
        {
            Assert.Equal((float)BitConverter.UInt16BitsToHalf(halves[i]), output[i]);
        }

        bool IsUsed(ushort bits)
        {
            return Math.Abs((float)BitConverter.UInt16BitsToHalf(bits)) <= largest;
        }
    }

    [Fact]
    public void Int4_has_half_the_bytes_of_int8()
    {
        var int8 = PackedCompressedWeights.Length(WeightEncoding.Int8, 32, 1024, 64, 1);
        Assert.Equal((1024 * 64) + (64 * 4), int8);
        Assert.Equal((1024 * 32) + (64 * 32 * 2), PackedCompressedWeights.Length(WeightEncoding.Int4, 32, 1024, 64, 1));
        Assert.Equal((1024 * 32) + (64 * 8 * 3), PackedCompressedWeights.Length(WeightEncoding.Int4ZeroPoint, 128, 1024, 64, 1));
    }

    [Fact]
    public void Wrong_lengths_and_blocks_are_refused()
    {
        var weights = new CompressedData(WeightEncoding.Int4, 32, 16, 64).Pack();
        Assert.Throws<ArgumentException>(() => Run(weights.AsSpan(1), 32));
        Assert.Throws<ArgumentException>(() => Run(weights, 24));
        Assert.Throws<ArgumentException>(() => Run(weights, 512));

        static void Run(ReadOnlySpan<byte> packed, int blockSize)
        {
            CompressedMatrixProduct.Run(new float[64], packed, WeightEncoding.Int4, blockSize, [], new float[16], 1, 64, 16, -1, 1, []);
        }
    }

    private static float[] Decode(CompressedData weights)
    {
        return [.. Enumerable.Range(0, weights.Columns * weights.Reduction).Select(i => weights.Weight(i / weights.Reduction, i % weights.Reduction))];
    }

    /// <summary>From <c>[outputs, 3 * 3, channels]</c> to <c>[outputs, channels, 3 * 3]</c>.</summary>
    private static float[] ToOnnxOrder(float[] weights, int outputs, int channels)
    {
        var result = new float[weights.Length];
        for (var i = 0; i < outputs * 9 * channels; i++)
        {
            var (output, inOutput) = Math.DivRem(i, 9 * channels);
            var (tap, channel) = Math.DivRem(inOutput, channels);
            result[(((output * channels) + channel) * 9) + tap] = weights[i];
        }

        return result;
    }
}
