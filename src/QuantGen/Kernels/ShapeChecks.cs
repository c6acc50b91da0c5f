using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>The checks of kernels that take shapes and strides.</summary>
internal static class ShapeChecks
{
    /// <summary>Requires two spans that go together axis by axis to have the same length.</summary>
    /// <exception cref="ArgumentException">They differ.</exception>
    internal static void SameRank(ReadOnlySpan<int> first, ReadOnlySpan<int> second, [CallerArgumentExpression(nameof(second))] string? name = null)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"'{name}' has {second.Length} axes instead of {first.Length}.", name);
        }
    }

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    internal static long Elements(ReadOnlySpan<int> shape)
    {
        long elements = 1;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            elements = checked(elements * dimension);
        }

        return elements;
    }

    /// <summary>One more than the largest offset that a walk over a shape reaches; 0 when the shape has no elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension or a stride is negative.</exception>
    internal static long Extent(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
    {
        SameRank(shape, strides);
        long last = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(strides[axis], nameof(strides));
            last = checked(last + ((shape[axis] - 1L) * strides[axis]));
        }

        return Elements(shape) == 0 ? 0 : last + 1;
    }

    /// <summary>The same of matrices that are stacked over batch axes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension or a stride is negative.</exception>
    internal static long Extent(ReadOnlySpan<int> batch, ReadOnlySpan<int> batchStrides, int rows, int columns, int rowStride, int columnStride)
    {
        var (matrices, matrix) = (Extent(batch, batchStrides), Extent([rows, columns], [rowStride, columnStride]));
        return matrices == 0 || matrix == 0 ? 0 : checked(matrices + matrix - 1);
    }
}
