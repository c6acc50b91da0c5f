namespace QuantGen.Kernels;

public static partial class DataMovement
{
    /// <summary>Elements along each side of the squares in which two axes are swapped, so that both sides stay in the cache.</summary>
    private const int TransposeTile = 16;

    /// <summary>Permutes the axes: axis i of the output is axis <c>permutation[i]</c> of the input.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">The shape <paramref name="inputShape"/>.</param>
    /// <param name="output">The permuted shape.</param>
    /// <param name="inputShape">The input's shape.</param>
    /// <param name="permutation">The input axes in the order of the output.</param>
    /// <exception cref="ArgumentException">A span is too short, or <paramref name="permutation"/> is none.</exception>
    public static void Transpose<T>(ReadOnlySpan<T> input, Span<T> output, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> permutation)
        where T : unmanaged
    {
        ShapeChecks.SameRank(inputShape, permutation);
        var elements = ShapeChecks.Elements(inputShape);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<T>(output, elements);
        Span<int> shape = stackalloc int[inputShape.Length];
        Span<int> strides = stackalloc int[inputShape.Length];
        var rank = Permute(inputShape, permutation, shape, strides);
        if (elements == 0)
        {
            return;
        }

        shape = shape[..rank];
        strides = strides[..rank];
        if (rank < 2 || strides[^1] == 1)
        {
            StridedCopy.Run(input, 0, output[..(int)elements], shape, strides);
        }
        else
        {
            TransposeInner(input, output[..(int)elements], shape, strides);
        }
    }

    /// <summary>
    /// Writes the output's shape and its strides in the input, without axes of one element, neighbours that stay together
    /// merged.
    /// </summary>
    private static int Permute(ReadOnlySpan<int> inputShape, ReadOnlySpan<int> permutation, Span<int> shape, Span<int> strides)
    {
        var seen = 0L;
        var rank = 0;
        foreach (var source in permutation)
        {
            if ((uint)source >= (uint)Math.Min(inputShape.Length, 64) || (seen & (1L << source)) != 0)
            {
                throw new ArgumentException("It does not name every axis once.", nameof(permutation));
            }

            seen |= 1L << source;
            var stride = (int)ShapeChecks.Elements(inputShape[(source + 1)..]);
            var dimension = inputShape[source];
            if (rank > 0 && strides[rank - 1] == stride * dimension)
            {
                shape[rank - 1] *= dimension;
                strides[rank - 1] = stride;
            }
            else if (dimension != 1)
            {
                shape[rank] = dimension;
                strides[rank++] = stride;
            }
        }

        return rank;
    }

    /// <summary>Walks over the axes before the one that is contiguous in the input.</summary>
    private static void TransposeInner<T>(ReadOnlySpan<T> input, Span<T> output, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
        where T : unmanaged
    {
        var inner = output.Length / shape[0];
        if (strides[0] == 1)
        {
            TransposeColumns(input, output, shape[0], inner, shape[1..], strides[1..]);
            return;
        }

        for (var index = 0; index < shape[0]; index++)
        {
            TransposeInner(input[(index * strides[0])..], output.Slice(index * inner, inner), shape[1..], strides[1..]);
        }
    }

    /// <summary>Writes rows whose first axis is contiguous in the input; walks over the axes between that one and the last.</summary>
    private static void TransposeColumns<T>(
        ReadOnlySpan<T> input, Span<T> output, int rows, int outputStride, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
        where T : unmanaged
    {
        if (shape.Length == 1)
        {
            TransposePlane(input, output, rows, outputStride, shape[0], strides[0]);
            return;
        }

        var inner = (int)ShapeChecks.Elements(shape[1..]);
        for (var index = 0; index < shape[0]; index++)
        {
            TransposeColumns(input[(index * strides[0])..], output[(index * inner)..], rows, outputStride, shape[1..], strides[1..]);
        }
    }

    private static void TransposePlane<T>(ReadOnlySpan<T> input, Span<T> output, int rows, int outputStride, int columns, int inputStride)
        where T : unmanaged
    {
        for (var firstRow = 0; firstRow < rows; firstRow += TransposeTile)
        {
            var height = Math.Min(TransposeTile, rows - firstRow);
            for (var firstColumn = 0; firstColumn < columns; firstColumn += TransposeTile)
            {
                var width = Math.Min(TransposeTile, columns - firstColumn);
                for (var row = firstRow; row < firstRow + height; row++)
                {
                    var target = output.Slice((row * outputStride) + firstColumn, width);
                    var source = (firstColumn * inputStride) + row;
                    for (var column = 0; column < target.Length; column++)
                    {
                        target[column] = input[source];
                        source += inputStride;
                    }
                }
            }
        }
    }
}
