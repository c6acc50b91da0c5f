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
        for (var tap = 0; tap < PackedWeights.ConvolutionTaps(geometry); tap++)
        {
            var (y, x) = Math.DivRem(tap % (geometry.KernelHeight * columns), columns);
            offsets[tap] = (y * geometry.DilationHeight * LineBytes) + (x * geometry.DilationWidth * _pixelBytes);
        }
    }

    /// <summary>What an output line's first position reads, where lines are not copied.</summary>
    internal byte* Line(in ConvolutionArguments arguments, int image, int outputY)
    {
        var line = ((long)image * arguments.Geometry.InputHeight) + ((long)outputY * arguments.Geometry.StrideHeight);
        return arguments.Input + (line * LineBytes);
    }

    /// <summary>Copies the lines that some output lines of an image read, with their padding; where columns are merged, without gaps between pixels.</summary>
    internal void Copy(in ConvolutionArguments arguments, int image, int outputY, int outputLines, byte* target)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var first = (outputY * geometry.StrideHeight) - geometry.PadTop;
        var end = first + ((outputLines - 1) * geometry.StrideHeight) + KernelHeight;
        var columns = Math.Clamp(_paddedWidth - geometry.PadLeft, 0, geometry.InputWidth);
        var left = (uint)(Math.Min(geometry.PadLeft, _paddedWidth) * _pixelBytes);
        var inside = (uint)(columns * _pixelBytes);
        var right = (uint)LineBytes - left - inside;
        for (var y = first; y < end; y++, target += LineBytes)
        {
            if ((uint)y >= (uint)geometry.InputHeight)
            {
                Unsafe.InitBlockUnaligned(target, (byte)arguments.InputZeroPoint, (uint)LineBytes);
                continue;
            }

            var source = arguments.Input + ((((long)image * geometry.InputHeight) + y) * geometry.InputWidth * KernelChecks.RowStride(geometry.InputChannels));
            Unsafe.InitBlockUnaligned(target, (byte)arguments.InputZeroPoint, left);
            if (_isMerged)
            {
                CopyWithoutGaps(geometry.InputChannels, columns, source, target + left);
            }
            else
            {
                Unsafe.CopyBlockUnaligned(target + left, source, inside);
            }

            Unsafe.InitBlockUnaligned(target + left + inside, (byte)arguments.InputZeroPoint, right);
        }
    }

    /// <summary>Copies pixels, as many at once as a vector has. What is written behind the last is overwritten, or beyond the end.</summary>
    private static void CopyWithoutGaps(int channels, int pixels, byte* source, byte* target)
    {
        var stride = KernelChecks.RowStride(channels);
        var pixelsAtOnce = Vector128<byte>.Count / stride;
        var order = stackalloc byte[Vector128<byte>.Count];
        for (var i = 0; i < Vector128<byte>.Count; i++)
        {
            var (pixel, channel) = Math.DivRem(i, channels);
            order[i] = (byte)((pixel * stride) + channel);
        }

        var indices = Vector128.Load(order);
        for (; pixels > 0; pixels -= pixelsAtOnce)
        {
            Vector128.Shuffle(Vector128.Load(source), indices).Store(target);
            source += pixelsAtOnce * stride;
            target += pixelsAtOnce * channels;
        }
    }
}
