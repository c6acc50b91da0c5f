using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class DataMovementTests
{
    public static TheoryData<int[], int[]> Permutations()
    {
        return new TheoryData<int[], int[]>
        {
            { [], [] },
            { [7], [0] },
            { [17, 33], [1, 0] },
            { [2, 3, 19, 21], [0, 2, 3, 1] },
            { [2, 19, 21, 3], [0, 3, 1, 2] },
            { [3, 4, 5, 6], [3, 2, 1, 0] },
            { [3, 4, 5, 6], [1, 0, 2, 3] },
            { [3, 4, 5, 6], [2, 3, 0, 1] },
            { [3, 1, 5, 1], [3, 2, 1, 0] },
            { [2, 3, 4, 5, 6], [4, 1, 3, 0, 2] },
            { [2, 0, 4], [2, 0, 1] },
        };
    }

    [Theory]
    [MemberData(nameof(Permutations))]
    public void Transpose_permutes_axes(int[] shape, int[] permutation)
    {
        var count = shape.Aggregate(1, (product, dimension) => product * dimension);
        var input = Enumerable.Range(0, count).ToArray();
        var outputShape = permutation.Select(axis => shape[axis]).ToArray();
        var expected = new int[count];
        for (var i = 0; i < count; i++)
        {
            var index = Unravel(i, outputShape);
            var source = new int[shape.Length];
            for (var axis = 0; axis < shape.Length; axis++)
            {
                source[permutation[axis]] = index[axis];
            }

            expected[i] = Ravel(source, shape);
        }

        var output = new int[count];
        DataMovement.Transpose<int>(input, output, shape, permutation);
        Assert.Equal(expected, output);
        var bytes = new byte[count];
        DataMovement.Transpose<byte>([.. input.Select(x => (byte)x)], bytes, shape, permutation);
        Assert.Equal(expected.Select(x => (byte)x), bytes);
    }

    [Fact]
    public void Transpose_refuses_what_is_no_permutation()
    {
        Assert.Throws<ArgumentException>(() => DataMovement.Transpose<int>(new int[6], new int[6], [2, 3], [0, 0]));
        Assert.Throws<ArgumentException>(() => DataMovement.Transpose<int>(new int[6], new int[6], [2, 3], [0, 2]));
        Assert.Throws<ArgumentException>(() => DataMovement.Transpose<int>(new int[6], new int[5], [2, 3], [1, 0]));
    }

    [Fact]
    public void CopyBlocks_concatenates_and_splits()
    {
        int[] left = [1, 2, 3, 4];
        int[] right = [5, 6];
        var joined = new int[6];
        DataMovement.CopyBlocks<int>(left, joined, blocks: 2, blockLength: 2, inputStride: 2, outputStride: 3, inputOffset: 0, outputOffset: 0);
        DataMovement.CopyBlocks<int>(right, joined, blocks: 2, blockLength: 1, inputStride: 1, outputStride: 3, inputOffset: 0, outputOffset: 2);
        Assert.Equal([1, 2, 5, 3, 4, 6], joined);
        Assert.Throws<ArgumentException>(() => DataMovement.CopyBlocks<int>(left, joined, 2, 2, 3, 3, 0, 0));
        Assert.Throws<ArgumentException>(() => DataMovement.CopyBlocks<int>(left, joined, 2, 2, 2, 4, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataMovement.CopyBlocks<int>(left, joined, 1, 1, 1, 1, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataMovement.CopyBlocks<int>(left, joined, 1, 1, 1, 1, 0, -1));
    }

    [Fact]
    public void BroadcastTo_repeats_along_axes_of_stride_0()
    {
        var output = new long[12];
        DataMovement.BroadcastTo<long>([1, 2, 3], output, [2, 2, 3], [0, 0, 1]);
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], output);
        DataMovement.BroadcastTo<long>([1, 2, 3], output, [3, 4], [1, 0]);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], output);
        Assert.Throws<ArgumentException>(() => DataMovement.BroadcastTo<long>([1, 2], output, [3, 4], [1, 0]));
    }

    [Fact]
    public void Slice_steps_forward_and_backward()
    {
        var input = Enumerable.Range(0, 30).ToArray();
        var output = new int[6];
        DataMovement.Slice<int>(input, output, [5, 6], [1, 5], [2, -2], [2, 3]);
        Assert.Equal([11, 9, 7, 23, 21, 19], output);
        DataMovement.Slice<int>(input, output, [5, 6], [2, 0], [1, 1], [1, 6]);
        Assert.Equal([12, 13, 14, 15, 16, 17], output);
        Assert.Throws<ArgumentOutOfRangeException>(() => DataMovement.Slice<int>(input, output, [5, 6], [4, 0], [1, 1], [2, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataMovement.Slice<int>(input, output, [5, 6], [0, 0], [-1, 1], [2, 1]));
    }

    [Theory]
    [InlineData(PadMode.Constant, new[] { 9, 9, 9, 1, 2, 3, 9, 9, 9, 9 })]
    [InlineData(PadMode.Edge, new[] { 1, 1, 1, 1, 2, 3, 3, 3, 3, 3 })]
    [InlineData(PadMode.Reflect, new[] { 2, 3, 2, 1, 2, 3, 2, 1, 2, 3 })]
    [InlineData(PadMode.Wrap, new[] { 1, 2, 3, 1, 2, 3, 1, 2, 3, 1 })]
    public void Pad_extends_each_axis(PadMode mode, int[] line)
    {
        var output = new int[10];
        DataMovement.Pad<int>([1, 2, 3], output, [3], [3], [10], mode, [9]);
        Assert.Equal(line, output);

        var columns = new int[20];
        DataMovement.Pad<int>([1, -1, 2, -2, 3, -3], columns, [3, 2], [3, 0], [10, 2], mode, [9]);
        Assert.Equal(line, columns.Where((_, i) => i % 2 == 0));
    }

    [Fact]
    public void Pad_crops_where_it_is_negative()
    {
        var output = new int[4];
        DataMovement.Pad<int>([1, 2, 3, 4, 5, 6], output, [2, 3], [0, -1], [2, 2], PadMode.Constant, []);
        Assert.Equal([2, 3, 5, 6], output);
        Assert.Throws<ArgumentException>(() => DataMovement.Pad<int>([], output, [0], [2], [4], PadMode.Edge, []));
    }

    [Fact]
    public void Gather_takes_slices_and_counts_negative_indices_from_the_end()
    {
        var output = new float[8];
        DataMovement.Gather<float>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], (ReadOnlySpan<long>)[-1, 0], output, outer: 2, axis: 3, inner: 2);
        Assert.Equal([5, 6, 1, 2, 11, 12, 7, 8], output);
        DataMovement.Gather<float>([1, 2, 3], (ReadOnlySpan<int>)[2], output, 1, 3, 1);
        Assert.Equal(3, output[0]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-4)]
    [InlineData(long.MinValue)]
    public void Gather_refuses_an_index_before_writing(long index)
    {
        var output = new float[2];
        Assert.Throws<ArgumentOutOfRangeException>(() => DataMovement.Gather<float>([1, 2, 3], [0, index], output, 1, 3, 1));
        Assert.Equal([0, 0], output);
    }

    private static int[] Unravel(int index, int[] shape)
    {
        var indices = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (index, indices[axis]) = Math.DivRem(index, shape[axis]);
        }

        return indices;
    }

    private static int Ravel(int[] indices, int[] shape)
    {
        return indices.Zip(shape).Aggregate(0, (index, axis) => (index * axis.Second) + axis.First);
    }
}
