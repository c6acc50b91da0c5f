using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class FixedPointProductTests
{
    /// <summary>The largest integer that three signed digits make.</summary>
    private const double Largest = 0x7F7F7F;

    private const int RaggedLine = 64;

    public static TheoryData<WeightEncoding, int> Encodings => new()
    {
        { WeightEncoding.Int8, 32 },
        { WeightEncoding.Int4, 16 },
        { WeightEncoding.Int4, 32 },
        { WeightEncoding.Int4, 128 },
        { WeightEncoding.Int4ZeroPoint, 16 },
        { WeightEncoding.Int4ZeroPoint, 32 },
        { WeightEncoding.Int4ZeroPoint, 256 },
    };

    /// <summary>Columns below, at and above strips and panels; partial blocks, segments and octets; more rows than scratch memory holds.</summary>
    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_product_has_the_bits_of_the_definition(WeightEncoding encoding, int blockSize)
    {
        foreach (var (rows, reduction, columns) in new[] { (1, 1, 1), (1, 33, 70), (2, 256, 128), (3, 300, 50), (19, 31, 64), (8, 17, 16), (1, 600, 33) })
        {
            var weights = new CompressedData(encoding, blockSize, columns, reduction);
            var input = FloatData.Values(rows * reduction, 1);
            var (bias, residual) = (FloatData.Values(columns, 3), FloatData.Values(rows * columns, 4));
            Assert.Equal(Define(weights, input, bias, residual, rows, -1, 5), Run(weights, input, bias, residual, rows, -1, 5));
        }
    }

    /// <summary>Rows of one sign at the ends of their range, on codes of one sign: the sums that a careless width would not hold.</summary>
    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_largest_sums_are_exact(WeightEncoding encoding, int blockSize)
    {
        foreach (var extreme in new[] { 0, 15 })
        {
            var reduction = encoding == WeightEncoding.Int8 ? 1 << 16 : 512;
            var weights = new CompressedData(encoding, blockSize, columns: 3, reduction, seed: 1, encoding == WeightEncoding.Int8 ? (extreme == 0 ? -127 : 127) : extreme);
            foreach (var value in new[] { Largest, -Largest, 0x7F807F, -0x7F8080, -0x808080 })
            {
                float[] input = [.. Enumerable.Repeat((float)(value / (Math.Abs(value) > Largest ? 2 : 1)), reduction)];
                Assert.Equal(Define(weights, input, [], [], 1, -1e30f, 1e30f), Run(weights, input, [], [], 1, -1e30f, 1e30f));
            }
        }
    }

    /// <summary>A row's scale is the power of two that its largest element needs; the smallest and the largest floats have one.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(float.Epsilon)]
    [InlineData(1e-38f)]
    [InlineData(1f)]
    [InlineData(1.9921875f)]
    [InlineData(1.9922f)]
    [InlineData(1.99999988f)]
    [InlineData(1e30f)]
    public void Every_magnitude_has_a_scale(float largest)
    {
        var weights = new CompressedData(WeightEncoding.Int8, 32, 20, 40);
        float[] input = [.. FloatData.Values(40, 1).Select(value => Math.Clamp(value, -1, 1) * largest)];
        input[7] = largest;
        var actual = Run(weights, input, [], [], 1, float.NegativeInfinity, float.PositiveInfinity);
        Assert.Equal(Define(weights, input, [], [], 1, float.NegativeInfinity, float.PositiveInfinity), actual);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_row_that_is_not_finite_gives_NaN_and_spares_the_others(float value)
    {
        foreach (var encoding in new[] { WeightEncoding.Int8, WeightEncoding.Int4 })
        {
            var weights = new CompressedData(encoding, 32, 20, 40);
            var input = FloatData.Values(3 * 40, 1);
            var expected = Run(weights, input, [], [], 3, -1, 1);
            input[45] = value;
            var actual = Run(weights, input, [], [], 3, -1, 1);
            Assert.All(actual[20..40], result => Assert.True(float.IsNaN(result)));
            Assert.Equal(expected[..20], actual[..20]);
            Assert.Equal(expected[40..], actual[40..]);
        }
    }

    /// <summary>As exact as float sums: the difference to the product in double is some roundings of the largest element.</summary>
    [Theory]
    [MemberData(nameof(Encodings))]
    public void It_is_as_exact_as_the_float_product(WeightEncoding encoding, int blockSize)
    {
        const int Reduction = 1000;
        const int Columns = 64;
        var weights = new CompressedData(encoding, blockSize, Columns, Reduction);
        var input = FloatData.Values(Reduction, 1);
        var fixedPoint = Run(weights, input, [], [], 1, float.NegativeInfinity, float.PositiveInfinity);
        var floats = new float[Columns];
        CompressedMatrixProduct.Run(
            input, weights.Pack(), encoding, blockSize, [], floats, 1, Reduction, Columns, float.NegativeInfinity, float.PositiveInfinity, []);
        double[] exact = [.. Enumerable.Range(0, Columns).Select(column => Enumerable.Range(0, Reduction).Sum(step => (double)input[step] * weights.Weight(column, step)))];
        Assert.True(Error(fixedPoint) <= Error(floats));

        double Error(float[] values)
        {
            return values.Zip(exact).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second));
        }
    }

    [Fact]
    public void Int4_has_half_the_bytes_of_int8()
    {
        Assert.Equal((1024 * 64) + (64 * 8), PackedFixedPointWeights.Length(WeightEncoding.Int8, 32, 1024, 64));
        Assert.Equal((1024 * 32) + (64 * 32 * 2), PackedFixedPointWeights.Length(WeightEncoding.Int4, 32, 1024, 64));
        Assert.Equal((1024 * 32) + (64 * 8 * 3), PackedFixedPointWeights.Length(WeightEncoding.Int4ZeroPoint, 128, 1024, 64));
    }

    [Fact]
    public void Wrong_lengths_and_blocks_are_refused()
    {
        Assert.False(FixedPointMatrixProduct.Supports(WeightEncoding.Float16, 8));
        Assert.False(FixedPointMatrixProduct.Supports(WeightEncoding.Int8, (1 << 16) + 1));
        Assert.Throws<ArgumentException>(() => PackedFixedPointWeights.Length(WeightEncoding.BFloat16, 32, 64, 16));
        var weights = new CompressedData(WeightEncoding.Int4, 32, 16, 64).PackFixedPoint();
        var scratch = FixedPointMatrixProduct.ScratchLength(WeightEncoding.Int4, 64, 16);
        Assert.Throws<ArgumentException>(() => Multiply(weights.AsSpan(1), 32, scratch));
        Assert.Throws<ArgumentException>(() => Multiply(weights, 24, scratch));
        Assert.Throws<ArgumentException>(() => Multiply(weights, 512, scratch));
        Assert.Throws<ArgumentException>(() => Multiply(weights, 32, scratch - 1));

        static void Multiply(ReadOnlySpan<byte> packed, int blockSize, int scratchLength)
        {
            FixedPointMatrixProduct.Run(new float[64], packed, WeightEncoding.Int4, blockSize, [], new float[16], new byte[scratchLength], 1, 64, 16, -1, 1, []);
        }
    }

    /// <summary>Runs the product, with scratch memory full of what was there before.</summary>
    internal static float[] Run(CompressedData weights, float[] input, float[] bias, float[] residual, int rows, float low, float high)
    {
        var output = new float[rows * weights.Columns];
        var packed = weights.PackFixedPoint();
        Array.Resize(ref packed, packed.Length + RaggedLine);
        var scratch = new byte[FixedPointMatrixProduct.ScratchLength(weights.Encoding, weights.Reduction, weights.Columns) + RaggedLine];
        Array.Fill(scratch, (byte)0xA5);
        FixedPointMatrixProduct.Run(
            input, packed, weights.Encoding, weights.BlockSize, bias, output, scratch.AsSpan(..^RaggedLine), rows, weights.Reduction, weights.Columns, low, high, residual);
        Assert.All(scratch[^RaggedLine..], value => Assert.Equal(0xA5, value));
        return output;
    }

    private static float[] Define(CompressedData weights, float[] input, float[] bias, float[] residual, int rows, float low, float high)
    {
        var output = new float[rows * weights.Columns];
        var segment = weights.Encoding == WeightEncoding.Int8 ? weights.Reduction : Math.Min(weights.BlockSize, 32);
        for (var row = 0; row < rows; row++)
        {
            var values = input.AsSpan(row * weights.Reduction, weights.Reduction).ToArray();
            var scale = Scale(values.Max(Math.Abs));
            for (var column = 0; column < weights.Columns; column++)
            {
                var sum = 0f;
                for (var first = 0; first < weights.Reduction; first += segment)
                {
                    var total = 0L;
                    for (var step = first; step < Math.Min(first + segment, weights.Reduction); step++)
                    {
                        total += (long)Math.Round(values[step] / scale) * weights.Integer(column, step).Code;
                    }

                    sum += total * weights.Integer(column, first).Scale;
                }

                var result = (sum * (float)scale) + (bias.Length == 0 ? 0 : bias[column]);
                var index = (row * weights.Columns) + column;
                output[index] = Math.Clamp(residual.Length == 0 ? result : result + residual[index], low, high);
            }
        }

        return output;
    }

    /// <summary>The smallest power of two, not below the normal floats, that keeps a magnitude within the largest integer.</summary>
    private static double Scale(double largest)
    {
        var scale = Math.ScaleB(1, -126);
        while (largest / scale > Largest)
        {
            scale *= 2;
        }

        return scale;
    }
}
