namespace QuantGen.Kernels;

/// <summary>The taps of a sliding window along one axis that lie within the input.</summary>
internal readonly struct WindowRange
{
    private readonly int _start;
    private readonly int _dilation;

    /// <summary>Places a window.</summary>
    /// <param name="start">The input position of its first tap; negative within the padding.</param>
    /// <param name="taps">Taps of the window.</param>
    /// <param name="dilation">Input positions between neighbouring taps.</param>
    /// <param name="length">Input positions.</param>
    internal WindowRange(int start, int taps, int dilation, int length)
    {
        _start = start;
        _dilation = dilation;
        if (start >= 0 && start + ((taps - 1) * dilation) < length)
        {
            // The usual case, without the divisions.
            First = 0;
            End = taps;
            return;
        }

        First = start >= 0 ? 0 : (-start + dilation - 1) / dilation;
        End = start >= length ? First : Math.Max(First, Math.Min(taps, ((length - 1 - start) / dilation) + 1));
    }

    /// <summary>The kernel rows that an output row reads.</summary>
    internal static WindowRange Rows(in ConvolutionGeometry geometry, int outputRow)
    {
        var start = (outputRow * geometry.StrideHeight) - geometry.PadTop;
        return new WindowRange(start, geometry.KernelHeight, geometry.DilationHeight, geometry.InputHeight);
    }

    /// <summary>The kernel columns that an output column reads.</summary>
    internal static WindowRange Columns(in ConvolutionGeometry geometry, int outputColumn)
    {
        var start = (outputColumn * geometry.StrideWidth) - geometry.PadLeft;
        return new WindowRange(start, geometry.KernelWidth, geometry.DilationWidth, geometry.InputWidth);
    }

    /// <summary>The output rows whose windows read no padding above or below.</summary>
    internal static (int First, int End) InsideRows(in ConvolutionGeometry geometry)
    {
        var lastTap = (geometry.KernelHeight - 1) * geometry.DilationHeight;
        return Inside(geometry.OutputHeight, geometry.StrideHeight, geometry.PadTop, lastTap, geometry.InputHeight);
    }

    /// <summary>The output columns whose windows read no padding to the left or right.</summary>
    internal static (int First, int End) InsideColumns(in ConvolutionGeometry geometry)
    {
        var lastTap = (geometry.KernelWidth - 1) * geometry.DilationWidth;
        return Inside(geometry.OutputWidth, geometry.StrideWidth, geometry.PadLeft, lastTap, geometry.InputWidth);
    }

    /// <summary>The window rows that an output row reads.</summary>
    internal static WindowRange Rows(in PoolingGeometry geometry, int outputRow)
    {
        var start = (outputRow * geometry.StrideHeight) - geometry.PadTop;
        return new WindowRange(start, geometry.KernelHeight, geometry.DilationHeight, geometry.InputHeight);
    }

    /// <summary>The window columns that an output column reads.</summary>
    internal static WindowRange Columns(in PoolingGeometry geometry, int outputColumn)
    {
        var start = (outputColumn * geometry.StrideWidth) - geometry.PadLeft;
        return new WindowRange(start, geometry.KernelWidth, geometry.DilationWidth, geometry.InputWidth);
    }

    /// <summary>The first tap within the input.</summary>
    internal int First { get; }

    /// <summary>One beyond the last tap within the input.</summary>
    internal int End { get; }

    /// <summary>The number of taps within the input.</summary>
    internal int Count
    {
        get
        {
            return End - First;
        }
    }

    /// <summary>The input position of a tap.</summary>
    internal int Position(int tap)
    {
        return _start + (tap * _dilation);
    }

    private static (int First, int End) Inside(int outputs, int stride, int pad, int lastTap, int length)
    {
        var first = Math.Min((pad + stride - 1) / stride, outputs);
        var room = length - 1 - lastTap + pad;
        return (first, room < 0 ? first : Math.Clamp((room / stride) + 1, first, outputs));
    }
}
