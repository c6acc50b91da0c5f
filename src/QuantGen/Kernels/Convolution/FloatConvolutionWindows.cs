using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Walks over the output pixels of a convolution and points at the input that each of them reads.</summary>
/// <remarks>
/// Where the window of every pixel of a tile lies within the input's width, a row of the kernel is one contiguous segment of the
/// input; else each tap is a segment, and a tap in the padding points at zeros.
/// </remarks>
internal unsafe struct FloatConvolutionWindows
{
    /// <summary>The longest sums whose windows are copied.</summary>
    private const int MostCopied = 512;

    private readonly ConvolutionGeometry _geometry;
    private readonly bool _contiguousTaps;
    private readonly bool _isFlat;
    private readonly (int First, int End) _insideRows;
    private readonly (int First, int End) _insideColumns;
    private readonly nint _columnStep;
    private readonly nint _tapRowStep;
    private float* _window;
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
        _insideRows = WindowRange.InsideRows(geometry);
        _insideColumns = WindowRange.InsideColumns(geometry);
        _columnStep = (nint)geometry.StrideWidth * geometry.InputChannels;
        _tapRowStep = (nint)geometry.DilationHeight * geometry.InputWidth * geometry.InputChannels;
        GroupChannels = geometry.InputChannels / geometry.Groups;
        PointersPerTile = checked(geometry.KernelHeight * geometry.KernelWidth * FloatTile.MaximumRows);
        var (segment, reduction) = ((long)geometry.KernelWidth * GroupChannels, (long)geometry.KernelPositions * GroupChannels);
        if (Vector512.IsHardwareAccelerated && _contiguousTaps && geometry.KernelHeight > 1 && segment <= Vector512<float>.Count && reduction <= MostCopied)
        {
            CopyLength = (FloatTile.MaximumRows * (int)reduction) + Vector512<float>.Count;
        }

        ZeroLength = HasPadding(geometry) ? checked((_contiguousTaps ? geometry.KernelWidth : 1) * GroupChannels) : 0;
    }

    /// <summary>The input.</summary>
    internal float* Input { get; }

    /// <summary>Input channels of a group.</summary>
    internal int GroupChannels { get; }

    /// <summary>The most pointers that <see cref="NextTile"/> writes.</summary>
    internal int PointersPerTile { get; }

    /// <summary>Floats that <see cref="Copy"/> has to have room for: 0 unless segments are short.</summary>
    internal int CopyLength { get; }

    /// <summary>Where windows of short segments are copied, to be one each: a tile takes as long to go to the next segment as for three steps.</summary>
    internal float* Copy { readonly get; set; }

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
        FindWindow();
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

        if (!TryPointInside(pointers, pixels))
        {
            return PointEach(pointers, pixels, group, out segmentLength);
        }

        segmentLength = _geometry.KernelWidth * GroupChannels;
        if (CopyLength == 0)
        {
            PointBelow(pointers);
            return _geometry.KernelHeight;
        }

        CopyWindows(pointers, segmentLength);
        segmentLength *= _geometry.KernelHeight;
        return 1;
    }

    /// <summary>Points at the first rows of windows that read no padding, and moves beyond them; moves nowhere where one reads padding.</summary>
    private bool TryPointInside(float** pointers, int pixels)
    {
        if (!_contiguousTaps)
        {
            return false;
        }

        var (sample, row, column) = (_sample, _row, _column);
        var window = _window;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            if (_row < _insideRows.First || _row >= _insideRows.End || _column < _insideColumns.First || _column >= _insideColumns.End)
            {
                (_sample, _row, _column) = (sample, row, column);
                _window = window;
                return false;
            }

            pointers[pixel] = _window;
            Advance();
        }

        for (var unused = pixels; unused < FloatTile.Rows; unused++)
        {
            pointers[unused] = pointers[pixels - 1];
        }

        return true;
    }

    /// <summary>Points at the other rows of the windows, each a segment.</summary>
    private readonly void PointBelow(float** pointers)
    {
        for (var kernelRow = 1; kernelRow < _geometry.KernelHeight; kernelRow++)
        {
            for (var row = 0; row < FloatTile.Rows; row++)
            {
                pointers[FloatTile.Rows + row] = pointers[row] + _tapRowStep;
            }

            pointers += FloatTile.Rows;
        }
    }

    /// <summary>Makes one segment of each window.</summary>
    private readonly void CopyWindows(float** pointers, int segmentLength)
    {
        var windowLength = _geometry.KernelHeight * segmentLength;
        for (var row = 0; row < FloatTile.Rows; row++)
        {
            var target = Copy + (row * windowLength);
            CopyWindow(pointers[row], _tapRowStep, target, _geometry.KernelHeight, segmentLength);
            pointers[row] = target;
        }
    }

    /// <summary>Copies segments of up to sixteen floats. What is written beyond one is overwritten by the next.</summary>
    private static void CopyWindow(float* source, nint step, float* target, int segments, int length)
    {
        if (length == Vector128<float>.Count)
        {
            // The tile soon reads these: stores that do not overlap are ready sooner.
            for (; segments > 0; segments--, source += step, target += Vector128<float>.Count)
            {
                Vector128.Load(source).Store(target);
            }
        }

        for (; segments > 0; segments--, source += step, target += length)
        {
            PartialVector.Load(source, length).Store(target);
        }
    }

    /// <summary>Points at rows of windows or, where one reaches beyond a line, at taps, and moves beyond the windows.</summary>
    /// <returns>The number of segments.</returns>
    [SkipLocalsInit]
    private int PointEach(float** pointers, int pixels, int group, out int segmentLength)
    {
        var tops = stackalloc int[FloatTile.MaximumRows];
        var lefts = stackalloc int[FloatTile.MaximumRows];
        var samples = stackalloc int[FloatTile.MaximumRows];
        var merged = _contiguousTaps;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            samples[pixel] = _sample;
            tops[pixel] = (_row * _geometry.StrideHeight) - _geometry.PadTop;
            lefts[pixel] = (_column * _geometry.StrideWidth) - _geometry.PadLeft;
            merged &= _column >= _insideColumns.First && _column < _insideColumns.End;
            Advance();
        }

        var taps = merged ? 1 : _geometry.KernelWidth;
        segmentLength = merged ? _geometry.KernelWidth * GroupChannels : GroupChannels;
        for (var row = 0; row < FloatTile.Rows; row++)
        {
            var pixel = Math.Min(row, pixels - 1);
            Point(pointers + row, samples[pixel], tops[pixel], lefts[pixel], taps, group * GroupChannels);
        }

        return _geometry.KernelHeight * taps;
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
        _window += _columnStep;
        if (++_column == _geometry.OutputWidth)
        {
            _column = 0;
            if (++_row == _geometry.OutputHeight)
            {
                _row = 0;
                _sample++;
            }

            FindWindow();
        }
    }

    /// <summary>Points at the first tap of the pixel's window, or at where it would be.</summary>
    private void FindWindow()
    {
        var row = ((nint)_row * _geometry.StrideHeight) - _geometry.PadTop;
        var column = ((nint)_column * _geometry.StrideWidth) - _geometry.PadLeft;
        _window = Input + ((((((nint)_sample * _geometry.InputHeight) + row) * _geometry.InputWidth) + column) * _geometry.InputChannels);
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
