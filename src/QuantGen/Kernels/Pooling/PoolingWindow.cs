namespace QuantGen.Kernels;

/// <summary>The part of a pooling window that lies within the image.</summary>
internal readonly struct PoolingWindow
{
    private readonly long _line;

    /// <summary>Finds the window of an output position.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="pixel">Output position, all images together.</param>
    internal PoolingWindow(in PoolingGeometry geometry, int pixel)
    {
        var (line, outputX) = Math.DivRem(pixel, geometry.OutputWidth);
        var (image, outputY) = Math.DivRem(line, geometry.OutputHeight);
        (var y, Rows) = Clip(
            (outputY * geometry.StrideHeight) - geometry.PadTop, geometry.KernelHeight, geometry.DilationHeight, geometry.InputHeight);
        var stride = KernelChecks.RowStride(geometry.Channels);
        _line = (((long)image * geometry.InputHeight) + y) * geometry.InputWidth * stride;
        RowStep = (long)geometry.DilationHeight * geometry.InputWidth * stride;
        ColumnStep = (long)geometry.DilationWidth * stride;
        (Start, Columns) = Find(geometry, outputX);
    }

    private PoolingWindow(in PoolingWindow other, (long Start, int Columns) columns)
    {
        (_line, Rows, RowStep, ColumnStep) = (other._line, other.Rows, other.RowStep, other.ColumnStep);
        (Start, Columns) = columns;
    }

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

    private (long Start, int Columns) Find(in PoolingGeometry geometry, int outputX)
    {
        var (x, columns) = Clip(
            (outputX * geometry.StrideWidth) - geometry.PadLeft, geometry.KernelWidth, geometry.DilationWidth, geometry.InputWidth);
        return (_line + ((long)x * KernelChecks.RowStride(geometry.Channels)), columns);
    }

    private static (int First, int Count) Clip(int start, int kernel, int dilation, int size)
    {
        if (start >= 0 && start + ((kernel - 1) * dilation) < size)
        {
            // The usual case, without the divisions.
            return (start, kernel);
        }

        var skipped = start < 0 ? (-start + dilation - 1) / dilation : 0;
        var end = start >= size ? 0 : Math.Min(kernel, (size - start + dilation - 1) / dilation);
        return (start + (skipped * dilation), Math.Max(end - skipped, 0));
    }
}
