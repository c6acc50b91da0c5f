using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class IndexingTests
{
    [Fact]
    public void TopK_puts_NaN_last_and_keeps_the_order_of_equal_elements()
    {
        var (values, indices) = (new float[4], new long[4]);
        Indexing.TopK<float>([float.NaN, 2, 5, 2, float.NaN, 1], values, indices, 1, 6, 1, 4, largest: true);
        Assert.Equal([5, 2, 2, 1], values);
        Assert.Equal([2, 1, 3, 5], indices);
        Indexing.TopK<float>([float.NaN, 2, 5, 2, float.NaN, 1], values, indices, 1, 6, 1, 4, largest: false);
        Assert.Equal([1, 2, 2, 5], values);
        Assert.Equal([5, 1, 3, 2], indices);
    }

    [Fact]
    public void Lengths_and_indices_are_checked_before_anything_is_written()
    {
        var output = new float[4];
        Assert.Throws<ArgumentOutOfRangeException>(() => Indexing.GatherElements<float>(new float[4], [0, 4], output, [4], [2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Indexing.ScatterElements<float>([1, 2, 3, 4], [0, -5], [7, 8], output, [4], [2], 0, ScatterReduction.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => Indexing.GatherBlocks<float>(new float[4], [1, 2], output, [2, 2], 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Indexing.ScatterBlocks<float>(new float[4], [2], [5, 6], output, [2], 1, 2, ScatterReduction.Add));
        Assert.Throws<ArgumentException>(() => Indexing.GatherElements<float>(new float[4], [0, 1, 2], output, [2, 2], [3, 1], 1));
        Assert.Throws<ArgumentException>(() => Indexing.TopK<float>(new float[2], output, new long[4], 1, 2, 1, 3, largest: true));
        Assert.All(output, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Bits_that_leave_by_a_shift_are_lost()
    {
        var output = new byte[3];
        Broadcast.ShiftLeft<byte>([255, 255, 255], [1, 8, 200], output, [3], [1], [1]);
        Assert.Equal([254, 0, 0], output);
        Broadcast.ShiftRight<byte>([255, 255, 255], [1, 8, 200], output, [3], [1], [1]);
        Assert.Equal([127, 0, 0], output);
    }
}
