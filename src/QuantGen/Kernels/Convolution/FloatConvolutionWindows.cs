using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>Walks over the output pixels of a convolution and points at the input that each of them reads.</summary>
/// <remarks>
/// Where the window of every pixel of a tile lies within the input's width, a row of the kernel is one contiguous segment of the
/// input; else each tap is a segment, and a tap in the padding points at zeros.
/// </remarks>
internal unsafe struct FloatConvolutionWindows
{
    private readonly ConvolutionGeometry _geometry;
    private readonly bool _contiguousTaps;
    private readonly bool _isFlat;
    private int _sample;
    private int _row;
    private int _column;
    private nint _pixel;

    internal FloatConvolutionWindows(float* input, in ConvolutionGeometry geometry)
    {
        _geometry = geometry;
        Input = input;
        _contiguousTaps = geometry.Groups == 1 && (geometry.DilationWidth == 1 || geometry.KernelWidth == 1);
        _isFlat = geometry.KernelPositions == 1 && geometry.StrideHeight == 1 && geometry.StrideWidth == 1 && geometry.PadTop == 0 && geometry.PadLeft == 0
            && geometry.OutputHeight == geometry.InputHeight && geometry.OutputWidth == geometry.InputWidth;
        GroupChannels = geometry.InputChannels / geometry.Groups;
        PointersPerTile = checked(geometry.KernelHeight * geometry.KernelWidth * FloatTile.MaximumRows);
        ZeroLength = HasPadding(geometry) ? checked((_contiguousTaps ? geometry.KernelWidth : 1) * GroupChannels) : 0;
    }

    /// <summary>The input.</summary>
    internal float* Input { get; }

    /// <summary>Input channels of a group.</summary>
    internal int GroupChannels { get; }

    /// <summary>The most pointers that <see cref="NextTile"/> writes.</summary>
    internal int PointersPerTile { get; }

    /// <summary>The number of zeros that <see cref="Zeros"/> has to point at.</summary>
    internal int ZeroLength { get; }

    /// <summary>What the padding reads.</summary>
    internal float* Zeros { readonly get; set; }

    /// <summary>Goes to an output pixel, counted over the batch.</summary>
    internal void MoveTo(long pixel)
    {
        _pixel = (nint)pixel;
        var (line, column) = Math.DivRem(pixel, _geometry.OutputWidth);
        var (sample, row) = Math.DivRem(line, _geometry.OutputHeight);
        (_sample, _row, _column) = ((int)sample, (int)row, (int)column);
    }

    /// <summary>Writes the pointers of the next pixels, in the order of <see cref="FloatTile.Accumulate"/>, and moves beyond them.</summary>
    /// <returns>The number of segments.</returns>
    [SkipLocalsInit]
    internal int NextTile(float** pointers, int pixels, int group, out int segmentLength)
    {
        if (_isFlat)
        {
            // Each output pixel reads the input pixel of the same index.
            for (var row = 0; row < FloatTile.Rows; row++)
            {
                pointers[row] = Input + ((_pixel + Math.Min(row, pixels - 1)) * _geometry.InputChannels) + (group * GroupChannels);
            }

            _pixel += pixels;
            segmentLength = GroupChannels;
            return 1;
        }

        var tops = stackalloc int[FloatTile.MaximumRows];
        var lefts = stackalloc int[FloatTile.MaximumRows];
        var samples = stackalloc int[FloatTile.MaximumRows];
        var lastTap = (_geometry.KernelWidth - 1) * _geometry.DilationWidth;
        var lastTapRow = (_geometry.KernelHeight - 1) * _geometry.DilationHeight;
        var merged = _contiguousTaps;
        var inside = true;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            samples[pixel] = _sample;
            tops[pixel] = (_row * _geometry.StrideHeight) - _geometry.PadTop;
            lefts[pixel] = (_column * _geometry.StrideWidth) - _geometry.PadLeft;
            merged &= lefts[pixel] >= 0 && lefts[pixel] + lastTap < _geometry.InputWidth;
            inside &= tops[pixel] >= 0 && tops[pixel] + lastTapRow < _geometry.InputHeight;
            Advance();
        }

        var taps = merged ? 1 : _geometry.KernelWidth;
        segmentLength = merged ? _geometry.KernelWidth * GroupChannels : GroupChannels;
        for (var row = 0; row < FloatTile.Rows; row++)
        {
            var pixel = Math.Min(row, pixels - 1);
            if (merged && inside)
            {
                PointInside(pointers + row, samples[pixel], tops[pixel], lefts[pixel]);
            }
            else
            {
                Point(pointers + row, samples[pixel], tops[pixel], lefts[pixel], taps, group * GroupChannels);
            }
        }

        return _geometry.KernelHeight * taps;
    }

    /// <summary>Points at the rows of a window that reads no padding, each a segment.</summary>
    private readonly void PointInside(float** pointers, int sample, int top, int left)
    {
        var segment = Input + ((((((nint)sample * _geometry.InputHeight) + top) * _geometry.InputWidth) + left) * _geometry.InputChannels);
        var step = (nint)_geometry.DilationHeight * _geometry.InputWidth * _geometry.InputChannels;
        for (var count = _geometry.KernelHeight; count > 0; count--)
        {
            *pointers = segment;
            pointers += FloatTile.Rows;
            segment += step;
        }
    }

    private readonly void Point(float** pointers, int sample, int top, int left, int taps, int channel)
    {
        for (var kernelRow = 0; kernelRow < _geometry.KernelHeight; kernelRow++)
        {
            var row = top + (kernelRow * _geometry.DilationHeight);
            var rowInside = (uint)row < (uint)_geometry.InputHeight;
            var line = (((nint)sample * _geometry.InputHeight) + row) * _geometry.InputWidth;
            for (var tap = 0; tap < taps; tap++)
            {
                var column = left + (tap * _geometry.DilationWidth);
                var inside = rowInside && (uint)column < (uint)_geometry.InputWidth;
                *pointers = inside ? Input + ((line + column) * _geometry.InputChannels) + channel : Zeros;
                pointers += FloatTile.Rows;
            }
        }
    }

    private void Advance()
    {
        if (++_column == _geometry.OutputWidth)
        {
            _column = 0;
            if (++_row == _geometry.OutputHeight)
            {
                _row = 0;
                _sample++;
            }
        }
    }

    private static bool HasPadding(in ConvolutionGeometry geometry)
    {
        var lastTop = ((geometry.OutputHeight - 1L) * geometry.StrideHeight) - geometry.PadTop;
        var lastLeft = ((geometry.OutputWidth - 1L) * geometry.StrideWidth) - geometry.PadLeft;
        return geometry.PadTop > 0
            || geometry.PadLeft > 0
            || lastTop + ((geometry.KernelHeight - 1L) * geometry.DilationHeight) >= geometry.InputHeight
            || lastLeft + ((geometry.KernelWidth - 1L) * geometry.DilationWidth) >= geometry.InputWidth;
    }
}
