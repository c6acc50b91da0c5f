using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// The input of a convolution such that every position of an output line reads at a constant step from the one before: as it lies, or copied with its
/// padding. Positions of a 1x1 convolution are one line, whatever the image's shape.
/// </summary>
internal readonly unsafe struct ConvolutionLines
{
    /// <summary>Bytes that a copy may write, and a last position read, beyond the end.</summary>
    internal const int Slack = 64;

    private readonly long _pixelBytes;
    private readonly int _paddedWidth;
    private readonly bool _isMerged;

    internal ConvolutionLines(in ConvolutionGeometry geometry)
    {
        IsFlat = geometry.Taps == 1 && geometry.PadTop == 0 && geometry.PadLeft == 0 && geometry.StrideHeight == 1 && geometry.StrideWidth == 1
            && geometry.OutputHeight == geometry.InputHeight && geometry.OutputWidth == geometry.InputWidth;
        _isMerged = PackedWeights.MergesColumns(geometry);
        _pixelBytes = _isMerged ? geometry.InputChannels : KernelChecks.RowStride(geometry.InputChannels);
        KernelHeight = ((geometry.KernelHeight - 1) * geometry.DilationHeight) + 1;
        var lastColumn = ((geometry.OutputWidth - 1) * geometry.StrideWidth) + ((geometry.KernelWidth - 1) * geometry.DilationWidth);
        var lastRow = ((geometry.OutputHeight - 1) * geometry.StrideHeight) + KernelHeight - 1;
        IsCopied = _isMerged || geometry.PadTop > 0 || geometry.PadLeft > 0 || lastColumn - geometry.PadLeft >= geometry.InputWidth || lastRow - geometry.PadTop >= geometry.InputHeight;
        _paddedWidth = IsCopied ? lastColumn + 1 : geometry.InputWidth;
    }

    /// <summary>Whether all positions are one line.</summary>
    internal bool IsFlat { get; }

    /// <summary>Whether lines are copied with their padding.</summary>
    internal bool IsCopied { get; }

    /// <summary>Input lines from the first to the last that an output line reads.</summary>
    internal int KernelHeight { get; }

    /// <summary>Bytes between what two positions of a line read.</summary>
    internal long RowStep(in ConvolutionGeometry geometry)
    {
        return geometry.StrideWidth * _pixelBytes;
    }

    /// <summary>Bytes between two input lines.</summary>
    internal long LineBytes => _paddedWidth * _pixelBytes;

    /// <summary>Writes the offset of each of <see cref="PackedWeights.ConvolutionTaps"/>.</summary>
    internal void FillTaps(in ConvolutionGeometry geometry, long* offsets)
    {
        var columns = _isMerged ? 1 : geometry.KernelWidth;
        var columnBytes = geometry.DilationWidth * _pixelBytes;
        var rowBytes = geometry.DilationHeight * LineBytes;
        for (var term = 0; term < geometry.WeightTerms; term++)
        {
            for (var (y, row) = (0, 0L); y < geometry.KernelHeight; y++, row += rowBytes)
            {
                for (var (x, offset) = (0, row); x < columns; x++, offset += columnBytes)
                {
                    *offsets++ = offset;
                }
            }
        }
    }

    /// <summary>What an output line's first position reads, where lines are not copied.</summary>
    internal byte* Line(in ConvolutionArguments arguments, int image, int outputY)
    {
        var line = ((long)image * arguments.Geometry.InputHeight) + ((long)outputY * arguments.Geometry.StrideHeight);
        return arguments.Input + (line * LineBytes);
    }

    /// <summary>Copies the lines that some output lines of an image read, with their padding; where columns are merged, without gaps between pixels.</summary>
    /// <remarks>Everything is written from the front to the back in whole vectors: what one writes too much is overwritten, or beyond the end.</remarks>
    internal void Copy(in ConvolutionArguments arguments, int image, int outputY, int outputLines, byte* target)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var first = (outputY * geometry.StrideHeight) - geometry.PadTop;
        var lines = ((outputLines - 1) * geometry.StrideHeight) + KernelHeight;
        var columns = Math.Clamp(_paddedWidth - geometry.PadLeft, 0, geometry.InputWidth);
        var left = Math.Min(geometry.PadLeft, _paddedWidth) * _pixelBytes;
        var inside = columns * _pixelBytes;
        var sourceStep = (long)geometry.InputWidth * KernelChecks.RowStride(geometry.InputChannels);
        var source = arguments.Input + ((((long)image * geometry.InputHeight) + first) * sourceStep);
        var order = _isMerged ? PixelOrder(geometry.InputChannels) : default;
        var padding = Vector256.Create((byte)arguments.InputZeroPoint);
        var written = target;
        for (var y = first; y < first + lines; y++, source += sourceStep, target += LineBytes)
        {
            if ((uint)y >= (uint)geometry.InputHeight)
            {
                continue;
            }

            // With what is left of the lines before.
            Fill(written, target + left, padding);
            written = target + left + inside;
            if (_isMerged)
            {
                CopyWithoutGaps(geometry.InputChannels, columns, order, source, target + left);
            }
            else
            {
                CopyBytes(source, target + left, written);
            }
        }

        Fill(written, target, padding);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(byte* target, byte* end, Vector256<byte> value)
    {
        for (; target < end; target += Vector256<byte>.Count)
        {
            value.Store(target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBytes(byte* source, byte* target, byte* end)
    {
        for (; target < end; target += Vector256<byte>.Count, source += Vector256<byte>.Count)
        {
            Vector256.Load(source).Store(target);
        }
    }

    /// <summary>Copies pixels, as many at once as a vector has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWithoutGaps(int channels, int pixels, Vector128<byte> order, byte* source, byte* target)
    {
        var stride = KernelChecks.RowStride(channels);
        var pixelsAtOnce = Vector128<byte>.Count / stride;
        for (; pixels > 0; pixels -= pixelsAtOnce)
        {
            Vector128.Shuffle(Vector128.Load(source), order).Store(target);
            source += pixelsAtOnce * stride;
            target += pixelsAtOnce * channels;
        }
    }

    /// <summary>Where the bytes of some pixels lie, which are padded to a multiple of four channels: of as many as a vector has, four at most.</summary>
    private static Vector128<byte> PixelOrder(int channels)
    {
        var gap = Vector128.Create((byte)(KernelChecks.RowStride(channels) - channels));
        var order = Vector128<byte>.Indices;
        for (var pixel = 1; pixel < Vector128<byte>.Count / PackedWeights.Depth; pixel++)
        {
            order += gap & Vector128.GreaterThanOrEqual(Vector128<byte>.Indices, Vector128.Create((byte)(pixel * channels)));
        }

        return order;
    }
}
