using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>The part of a pooling window that lies within the image.</summary>
internal readonly struct PoolingWindow
{
    /// <summary>Finds the window of an output position.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="pixel">Output position, all images together.</param>
    internal PoolingWindow(in PoolingGeometry geometry, int pixel)
        : this(geometry, pixel / geometry.OutputWidth / geometry.OutputHeight, pixel / geometry.OutputWidth % geometry.OutputHeight)
    {
        (Start, Columns) = Find(geometry, pixel % geometry.OutputWidth);
    }

    /// <summary>Finds the window of an output line's first position.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="image">The image.</param>
    /// <param name="outputY">The line in it.</param>
    internal PoolingWindow(in PoolingGeometry geometry, int image, int outputY)
    {
        (var y, Rows) = Clip(
            (outputY * geometry.StrideHeight) - geometry.PadTop, geometry.KernelHeight, geometry.DilationHeight, geometry.InputHeight);
        var stride = KernelChecks.RowStride(geometry.Channels);
        Line = (((long)image * geometry.InputHeight) + y) * geometry.InputWidth * stride;
        RowStep = (long)geometry.DilationHeight * geometry.InputWidth * stride;
        ColumnStep = (long)geometry.DilationWidth * stride;
        (Start, Columns) = Find(geometry, 0);
    }

    private PoolingWindow(in PoolingWindow other, (long Start, int Columns) columns)
    {
        (Line, Rows, RowStep, ColumnStep) = (other.Line, other.Rows, other.RowStep, other.ColumnStep);
        (Start, Columns) = columns;
    }

    /// <summary>Byte offset of the line that the first position lies in.</summary>
    internal long Line { get; }

    /// <summary>Byte offset of the first position.</summary>
    internal long Start { get; }

    /// <summary>Rows within the image.</summary>
    internal int Rows { get; }

    /// <summary>Columns within the image.</summary>
    internal int Columns { get; }

    /// <summary>Bytes between two rows.</summary>
    internal long RowStep { get; }

    /// <summary>Bytes between two columns.</summary>
    internal long ColumnStep { get; }

    /// <summary>Positions within the image.</summary>
    internal int Count => Rows * Columns;

    /// <summary>The window of another position of the same line.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="outputX">Its column.</param>
    internal PoolingWindow At(in PoolingGeometry geometry, int outputX)
    {
        return new PoolingWindow(this, Find(geometry, outputX));
    }

    /// <summary>Which columns the windows of an output column have, within the image.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="outputX">The output column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (int First, int Count) ColumnsOf(in PoolingGeometry geometry, int outputX)
    {
        return Clip((outputX * geometry.StrideWidth) - geometry.PadLeft, geometry.KernelWidth, geometry.DilationWidth, geometry.InputWidth);
    }

    private (long Start, int Columns) Find(in PoolingGeometry geometry, int outputX)
    {
        var (x, columns) = ColumnsOf(geometry, outputX);
        return (Line + ((long)x * KernelChecks.RowStride(geometry.Channels)), columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, int Count) Clip(int start, int kernel, int dilation, int size)
    {
        // The usual case, without the divisions.
        return start >= 0 && start + ((kernel - 1) * dilation) < size ? (start, kernel) : ClipBorder(start, kernel, dilation, size);
    }

    private static (int First, int Count) ClipBorder(int start, int kernel, int dilation, int size)
    {
        var skipped = start < 0 ? (-start + dilation - 1) / dilation : 0;
        var end = start >= size ? 0 : Math.Min(kernel, (size - start + dilation - 1) / dilation);
        return (start + (skipped * dilation), Math.Max(end - skipped, 0));
    }
}
