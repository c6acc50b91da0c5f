using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public class EmbeddingTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Int8_rows_are_scaled(int columns)
    {
        const int Rows = 5;
        sbyte[] table = [.. Enumerable.Range(0, Rows * columns).Select(i => (sbyte)((i * 37) - 127))];
        float[] scales = [0.1f, 1e-3f, 3, 0.5f, 7e-7f];
        long[] indices = [4, 0, -1, 2];
        var output = new float[indices.Length * columns];

        EmbeddingTable.Gather<long>(table, scales, indices, output, Rows, columns);

        Assert.Equal(indices.SelectMany(index => Row((int)(index < 0 ? index + Rows : index))), output);

        IEnumerable<float> Row(int row)
        {
            return Enumerable.Range(0, columns).Select(column => table[(row * columns) + column] * scales[row]);
        }
    }

    [Fact]
    public void Rows_of_16_bit_floats_are_widened()
    {
        float[] values = [1, -2.5f, 0.125f, 65504, -0f, 3];
        ushort[] halves = [.. values.Select(value => BitConverter.HalfToUInt16Bits((Half)value))];
        ushort[] upper = [.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))];
        var output = new float[6];

        EmbeddingTable.GatherHalves<int>(halves, [1, 0], output, 2, 3, WeightEncoding.Float16);
        Assert.Equal([.. values[3..], .. values[..3]], output);

        EmbeddingTable.GatherHalves<int>(upper, [0, 1], output, 2, 3, WeightEncoding.BFloat16);
        Assert.Equal(values.Select(value => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000)), output);
    }

    /// <summary>Of every exponent, in whole vectors and at the end of a row: subnormal halves, infinities and NaN too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2048)]
    [InlineData(4093)]
    public void Every_half_has_its_float(int columns)
    {
        ushort[] halves = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];
        var rows = halves.Length / columns;
        var output = new float[rows * columns];
        EmbeddingTable.GatherHalves<int>(halves, Enumerable.Range(0, rows).ToArray(), output, rows, columns, WeightEncoding.Float16);
        for (var i = 0; i < output.Length; i++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf(halves[i]);
            Assert.True(
                float.IsNaN(expected) ? float.IsNaN(output[i]) : BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(output[i]), $"{i}");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var output = new float[3];
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingTable.Gather<long>(new sbyte[6], new float[2], [2], output, 2, 3));
        Assert.Throws<ArgumentException>(() => EmbeddingTable.Gather<long>(new sbyte[5], new float[2], [1], output, 2, 3));
        Assert.Throws<ArgumentException>(() => EmbeddingTable.Gather<long>(new sbyte[6], new float[1], [1], output, 2, 3));
        Assert.Throws<ArgumentException>(() => EmbeddingTable.Gather<long>(new sbyte[6], new float[2], [1, 1], output, 2, 3));
        Assert.Throws<ArgumentException>(() => EmbeddingTable.GatherHalves<long>(new ushort[6], [1], output, 2, 3, WeightEncoding.Int8));
    }
}
