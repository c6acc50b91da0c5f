using System.Numerics;

namespace QuantGen.Kernels;

public static partial class DataMovement
{
    /// <summary>Takes slices of an axis by index.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="indices">Indices from <c>-axis</c> to <c>axis - 1</c>; negative ones count from the end.</param>
    /// <param name="output"><c>[outer, indices, inner]</c>.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range. Nothing has been written.</exception>
    public static void Gather<T>(ReadOnlySpan<T> input, ReadOnlySpan<long> indices, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged
    {
        GatherBlocks(input, indices, output, outer, axis, inner);
    }

    /// <inheritdoc cref="Gather{T}(ReadOnlySpan{T}, ReadOnlySpan{long}, Span{T}, int, int, int)"/>
    public static void Gather<T>(ReadOnlySpan<T> input, ReadOnlySpan<int> indices, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged
    {
        GatherBlocks(input, indices, output, outer, axis, inner);
    }

    private static void GatherBlocks<T, TIndex>(
        ReadOnlySpan<T> input, ReadOnlySpan<TIndex> indices, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged
        where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements([outer, indices.Length, inner]));
        foreach (var index in indices)
        {
            _ = Wrap(long.CreateTruncating(index), axis);
        }

        for (var block = 0; block < outer; block++)
        {
            var source = input.Slice(block * axis * inner, axis * inner);
            foreach (var index in indices)
            {
                source.Slice(Wrap(long.CreateTruncating(index), axis) * inner, inner).CopyTo(output);
                output = output[inner..];
            }
        }
    }

    /// <summary>An index counted from the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    internal static int Wrap(long index, int axis)
    {
        var wrapped = index < 0 ? index + axis : index;
        if ((ulong)wrapped >= (ulong)axis)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The index is not in the range of an axis of {axis} elements.");
        }

        return (int)wrapped;
    }
}
