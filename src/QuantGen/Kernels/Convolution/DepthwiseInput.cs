using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// The input of a depthwise convolution as its tiles read it: padded lines of sixteen channels in quads, each of which has four pixels of a column of each
/// channel side by side, so that a lane of a dot product holds four taps of one channel.
/// </summary>
internal readonly unsafe struct DepthwiseInput
{
    /// <summary>Pixels of a quad.</summary>
    internal const int Quad = PackedWeights.Depth;

    private readonly long _pixelBytes;
    private readonly int _columnBytes;

    /// <param name="geometry">The shape.</param>
    /// <param name="columnBytes">Bytes of a column of quads.</param>
    internal DepthwiseInput(in ConvolutionGeometry geometry, int columnBytes = PackedWeights.BlockBytes)
    {
        _pixelBytes = KernelChecks.RowStride(geometry.InputChannels);
        _columnBytes = columnBytes;
        Width = ((geometry.OutputWidth - 1) * geometry.StrideWidth) + ((geometry.KernelWidth - 1) * geometry.DilationWidth) + 1;
        Quads = PackedWeights.ColumnGroups(geometry);
        // Where the kernel leaves some of its quads' pixels over, the next output lines are the same quads with weights that are shifted.
        var spare = (Quads * Quad) - geometry.KernelHeight;
        SharedLines = geometry.DilationHeight == 1 ? Math.Min((spare / geometry.StrideHeight) + 1, geometry.OutputHeight) : 1;
        TapsHeight = geometry.KernelHeight + ((SharedLines - 1) * geometry.StrideHeight);
    }

    /// <summary>Columns that an output line reads, padding included.</summary>
    internal int Width { get; }

    /// <summary>Taps of a column that any output of the lines which share their quads reads: fewer than the quads have, where one is left over.</summary>
    internal int TapsHeight { get; }

    /// <summary>Quads that an output reads in a column.</summary>
    internal int Quads { get; }

    /// <summary>Output lines that read the same quads.</summary>
    internal int SharedLines { get; }

    /// <summary>Bytes of a line of quads.</summary>
    internal long LineBytes => (long)Width * _columnBytes;

    /// <summary>Bytes of all quads that an output line reads.</summary>
    internal long PanelBytes => Quads * LineBytes;

    /// <summary>Writes what some output lines of an image read.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="image">The image.</param>
    /// <param name="outputY">The first of the lines that share their quads.</param>
    /// <param name="firstPanel">The first sixteen channels; those beyond the last are whatever lies there.</param>
    /// <param name="panels">How many panels.</param>
    /// <param name="padding">A panel of zero points.</param>
    /// <param name="target">The quads: panel after panel, in it line after line.</param>
    internal void Fill(in ConvolutionArguments arguments, int image, int outputY, int firstPanel, int panels, byte* padding, byte* target)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var first = (outputY * geometry.StrideHeight) - geometry.PadTop;
        var imageStart = arguments.Input + ((long)image * geometry.InputHeight * geometry.InputWidth * _pixelBytes) + (firstPanel * PackedWeights.Panel);
        for (var quad = 0; quad < Quads; quad++, target += LineBytes)
        {
            var tap = quad * Quad;
            var line0 = Line(geometry, imageStart, first, tap, padding);
            var line1 = Line(geometry, imageStart, first, tap + 1, padding);
            var line2 = Line(geometry, imageStart, first, tap + 2, padding);
            var line3 = Line(geometry, imageStart, first, tap + 3, padding);
            FillLine(geometry, line0, line1, line2, line3, panels, (byte)arguments.InputZeroPoint, target);
        }
    }

    /// <summary>Where the taps lie: for each term of the weights, for each quad, for each column of the kernel.</summary>
    internal void FillTaps(in ConvolutionGeometry geometry, long* offsets)
    {
        for (var row = 0; row < Quads * geometry.WeightTerms; row++)
        {
            for (var column = 0; column < geometry.KernelWidth; column++)
            {
                *offsets++ = (row % Quads * LineBytes) + ((long)column * geometry.DilationWidth * _columnBytes);
            }
        }
    }

    /// <summary>The weights of sixteen channels for the output lines that share their quads after the first.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="packed">The panel's weights as <see cref="PackedWeights.DepthwiseIndex"/> lays them out.</param>
    /// <param name="line">1 to <see cref="SharedLines"/> - 1.</param>
    /// <param name="target">As many weights.</param>
    internal void ShiftWeights(in ConvolutionGeometry geometry, sbyte* packed, int line, sbyte* target)
    {
        var bits = 8 * line * geometry.StrideHeight;
        var quadBytes = geometry.KernelWidth * PackedWeights.BlockBytes;
        for (var row = 0; row < Quads * geometry.WeightTerms; row++)
        {
            for (var i = 0; i < quadBytes; i += Vector256<byte>.Count)
            {
                // What a shift moves out of a quad is in the next one.
                var shifted = Vector256.ShiftLeft(Vector256.Load((uint*)(packed + i)), bits);
                if (row % Quads > 0)
                {
                    shifted |= Vector256.ShiftRightLogical(Vector256.Load((uint*)(packed + i - quadBytes)), 32 - bits);
                }

                shifted.Store((uint*)(target + i));
            }

            packed += quadBytes;
            target += quadBytes;
        }
    }

    /// <summary>The input line of a tap, and bytes from a pixel to the next: none where it is padding, or no tap reads it.</summary>
    private InputLine Line(in ConvolutionGeometry geometry, byte* imageStart, int first, int tap, byte* padding)
    {
        var y = first + (tap * geometry.DilationHeight);
        return tap < TapsHeight && (uint)y < (uint)geometry.InputHeight
            ? new InputLine(imageStart + ((long)y * geometry.InputWidth * _pixelBytes), (nint)_pixelBytes)
            : new InputLine(padding, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillLine(
        in ConvolutionGeometry geometry, InputLine line0, InputLine line1, InputLine line2, InputLine line3, int panels, byte zeroPoint, byte* target)
    {
        var left = Math.Min(geometry.PadLeft, Width) * PackedWeights.BlockBytes;
        var inside = Math.Clamp(Width - geometry.PadLeft, 0, geometry.InputWidth);
        var (lineBytes, panelBytes) = (LineBytes, PanelBytes);
        for (var panel = 0; panel < panels; panel++, target += panelBytes)
        {
            var quad = FillPadding(target, target + left, zeroPoint);
            byte* pixel0 = line0.Start, pixel1 = line1.Start, pixel2 = line2.Start, pixel3 = line3.Start;
            for (var x = 0; x < inside; x++, quad += PackedWeights.BlockBytes)
            {
                Interleave(pixel0, pixel1, pixel2, pixel3, quad);
                pixel0 += line0.Step;
                pixel1 += line1.Step;
                pixel2 += line2.Step;
                pixel3 += line3.Step;
            }

            FillPadding(quad, target + lineBytes, zeroPoint);
            line0 = line0.NextPanel;
            line1 = line1.NextPanel;
            line2 = line2.NextPanel;
            line3 = line3.NextPanel;
        }
    }

    /// <returns>The end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* FillPadding(byte* target, byte* end, byte zeroPoint)
    {
        for (; target < end; target += Vector256<byte>.Count)
        {
            Vector256.Create(zeroPoint).Store(target);
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(byte* pixel0, byte* pixel1, byte* pixel2, byte* pixel3, byte* target)
    {
        Vector128<byte> first = Vector128.Load(pixel0), second = Vector128.Load(pixel1);
        Vector128<byte> third = Vector128.Load(pixel2), fourth = Vector128.Load(pixel3);
        if (Avx512Vbmi.IsSupported)
        {
            // Not by Vector512.Create, which goes through memory.
            var upper = Vector256.Create(third, fourth);
            var pixels = Avx512F.InsertVector256(Vector256.Create(first, second).ToVector512Unsafe(), upper, 1);
            var channelOrder = Vector512.Create(
                (byte)0, 16, 32, 48, 1, 17, 33, 49, 2, 18, 34, 50, 3, 19, 35, 51, 4, 20, 36, 52, 5, 21, 37, 53, 6, 22, 38, 54, 7, 23, 39, 55,
                8, 24, 40, 56, 9, 25, 41, 57, 10, 26, 42, 58, 11, 27, 43, 59, 12, 28, 44, 60, 13, 29, 45, 61, 14, 30, 46, 62, 15, 31, 47, 63);
            Avx512Vbmi.PermuteVar64x8(pixels, channelOrder).Store(target);
            return;
        }

        var low01 = Sse2.UnpackLow(first, second).AsInt16();
        var high01 = Sse2.UnpackHigh(first, second).AsInt16();
        var low23 = Sse2.UnpackLow(third, fourth).AsInt16();
        var high23 = Sse2.UnpackHigh(third, fourth).AsInt16();
        Sse2.UnpackLow(low01, low23).AsByte().Store(target);
        Sse2.UnpackHigh(low01, low23).AsByte().Store(target + 16);
        Sse2.UnpackLow(high01, high23).AsByte().Store(target + 32);
        Sse2.UnpackHigh(high01, high23).AsByte().Store(target + 48);
    }

    /// <summary>A line of the input.</summary>
    private readonly struct InputLine(byte* start, nint step)
    {
        internal byte* Start { get; } = start;

        internal nint Step { get; } = step;

        /// <summary>The line from the next sixteen channels on; padding is the same for all.</summary>
        internal InputLine NextPanel => Step == 0 ? this : new InputLine(Start + PackedWeights.Panel, Step);
    }
}
