using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// The input of a depthwise convolution as its tiles read it: padded lines of sixteen channels in quads, each of which has four neighbouring pixels of
/// each channel side by side, so that a lane of a dot product holds four taps of one channel.
/// </summary>
internal readonly unsafe struct DepthwiseInput
{
    /// <summary>Pixels of a quad.</summary>
    internal const int Quad = PackedWeights.Depth;

    private readonly long _pixelBytes;
    private readonly int _quads;

    internal DepthwiseInput(in ConvolutionGeometry geometry)
    {
        _pixelBytes = KernelChecks.RowStride(geometry.InputChannels);
        KernelWidth = ((geometry.KernelWidth - 1) * geometry.DilationWidth) + 1;
        KernelHeight = ((geometry.KernelHeight - 1) * geometry.DilationHeight) + 1;
        var width = ((geometry.OutputWidth - 1) * geometry.StrideWidth) + KernelWidth;
        _quads = (width + Quad - 1) / Quad;
    }

    /// <summary>Pixels from the first to the last that an output reads in a line.</summary>
    internal int KernelWidth { get; }

    /// <summary>Lines from the first to the last that an output reads.</summary>
    internal int KernelHeight { get; }

    /// <summary>Bytes of a line of quads.</summary>
    internal int LineBytes => _quads * PackedWeights.BlockBytes;

    /// <summary>Writes the lines that some output lines of an image read.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="image">The image.</param>
    /// <param name="outputY">First output line.</param>
    /// <param name="outputLines">How many.</param>
    /// <param name="firstPanel">First panel of sixteen channels; those beyond the last channel are whatever lies there.</param>
    /// <param name="panels">How many.</param>
    /// <param name="target">The quads.</param>
    /// <param name="panelBytes">Bytes between the quads of two panels.</param>
    internal void Fill(
        in ConvolutionArguments arguments, int image, int outputY, int outputLines, int firstPanel, int panels, byte* target, long panelBytes)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var padding = stackalloc byte[PackedWeights.BlockBytes];
        Unsafe.InitBlockUnaligned(padding, (byte)arguments.InputZeroPoint, PackedWeights.BlockBytes);
        var first = (outputY * geometry.StrideHeight) - geometry.PadTop;
        var end = first + ((outputLines - 1) * geometry.StrideHeight) + KernelHeight;
        for (var y = first; y < end; y++, target += LineBytes)
        {
            if ((uint)y < (uint)geometry.InputHeight)
            {
                var line = ((((long)image * geometry.InputHeight) + y) * geometry.InputWidth * _pixelBytes) + (firstPanel * PackedWeights.Panel);
                FillLine(geometry, arguments.Input + line, padding, panels, target, panelBytes);
                continue;
            }

            for (var panel = 0; panel < panels; panel++)
            {
                Unsafe.InitBlockUnaligned(target + (panel * panelBytes), (byte)arguments.InputZeroPoint, (uint)LineBytes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillLine(in ConvolutionGeometry geometry, byte* line, byte* padding, int panels, byte* target, long panelBytes)
    {
        var (width, step) = (geometry.InputWidth, _pixelBytes);
        var x = -geometry.PadLeft;
        for (var quad = 0; quad < _quads; quad++, x += Quad, target += PackedWeights.BlockBytes)
        {
            var isInside = x >= 0 && x + Quad <= width;
            var pixel0 = isInside ? line + (x * step) : Pixel(line, x, width, step, padding);
            var pixel1 = isInside ? pixel0 + step : Pixel(line, x + 1, width, step, padding);
            var pixel2 = isInside ? pixel1 + step : Pixel(line, x + 2, width, step, padding);
            var pixel3 = isInside ? pixel2 + step : Pixel(line, x + 3, width, step, padding);
            for (var panel = 0; panel < panels; panel++)
            {
                var channel = panel * PackedWeights.Panel;
                Interleave(pixel0 + channel, pixel1 + channel, pixel2 + channel, pixel3 + channel, target + (panel * panelBytes));
            }
        }
    }

    /// <summary>The weights of sixteen channels for an output that begins so many pixels into a quad: kernel row by kernel row, quad by quad.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="packed">The panel's weights as <see cref="PackedWeights.DepthwiseIndex"/> lays them out.</param>
    /// <param name="shift">0 to 3.</param>
    /// <param name="target">The weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void ShiftWeights(in ConvolutionGeometry geometry, sbyte* packed, int shift, sbyte* target)
    {
        var quads = Quads(shift);
        var groups = PackedWeights.RowGroups(geometry);
        var rows = geometry.KernelHeight * geometry.WeightTerms;
        new Span<sbyte>(target, rows * quads * PackedWeights.BlockBytes).Clear();
        for (var row = 0; row < rows; row++)
        {
            var source = packed + (row * groups * PackedWeights.BlockBytes);
            var shifted = target + (row * quads * PackedWeights.BlockBytes);
            for (var column = 0; column < geometry.KernelWidth; column += geometry.DilationWidth == 1 ? Quad : 1)
            {
                // Without dilation, four taps move together, and some of them into the next quad.
                var (quad, to) = Math.DivRem((column * geometry.DilationWidth) + shift, Quad);
                var mask = geometry.DilationWidth == 1 ? uint.MaxValue : 0xFFu;
                var group = source + (column / Quad * PackedWeights.BlockBytes);
                Move(group, shifted + (quad * PackedWeights.BlockBytes), mask, 8 * (column % Quad), 8 * to);
                if (mask == uint.MaxValue && quad + 1 < quads && to > 0)
                {
                    Move(group, shifted + ((quad + 1) * PackedWeights.BlockBytes), mask, 32 - (8 * to), 0);
                }
            }
        }
    }

    /// <summary>Quads that an output reads in a line.</summary>
    internal int Quads(int shift)
    {
        return (KernelWidth + shift + Quad - 1) / Quad;
    }

    private static byte* Pixel(byte* line, int x, int width, long step, byte* padding)
    {
        return (uint)x < (uint)width ? line + (x * step) : padding;
    }

    /// <summary>Adds bytes of each lane of sixteen to lanes where they are zero: shifted down, masked, shifted up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(sbyte* source, sbyte* target, uint mask, int down, int up)
    {
        for (var half = 0; half < PackedWeights.BlockBytes; half += Vector256<byte>.Count)
        {
            var bytes = Vector256.ShiftRightLogical(Vector256.Load((uint*)(source + half)), down) & Vector256.Create(mask);
            (Vector256.Load((uint*)(target + half)) | Vector256.ShiftLeft(bytes, up)).Store((uint*)(target + half));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(byte* pixel0, byte* pixel1, byte* pixel2, byte* pixel3, byte* target)
    {
        Vector128<byte> first = Vector128.Load(pixel0), second = Vector128.Load(pixel1);
        Vector128<byte> third = Vector128.Load(pixel2), fourth = Vector128.Load(pixel3);
        if (Avx512Vbmi.IsSupported)
        {
            var pixels = Vector512.Create(Vector256.Create(first, second), Vector256.Create(third, fourth));
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
}
