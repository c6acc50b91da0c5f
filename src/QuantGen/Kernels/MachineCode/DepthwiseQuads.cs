using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// The input of a depthwise convolution as the machine code reads it: for each column four quads of a register each, four pixels of the column of each
/// channel side by side. Unpacking within lanes leaves quad <c>q</c> with channels <c>4q</c> to <c>4q + 3</c> of each lane; the last two quads come first.
/// </summary>
internal readonly unsafe struct DepthwiseQuads
{
    /// <summary>Bytes of a column.</summary>
    internal const int ColumnBytes = DepthwiseLanes.Count * PackedWeights.BlockBytes;

    private readonly DepthwiseInput _input;
    private readonly nint _pixelBytes;
    private readonly int _padLeft;
    private readonly int _inside;

    internal DepthwiseQuads(in ConvolutionGeometry geometry)
    {
        _input = new DepthwiseInput(geometry, ColumnBytes);
        _pixelBytes = KernelChecks.RowStride(geometry.InputChannels);
        _padLeft = Math.Min(geometry.PadLeft, _input.Width);
        _inside = Math.Clamp(_input.Width - geometry.PadLeft, 0, geometry.InputWidth);
    }

    /// <summary>Which lines share their quads, and where taps lie.</summary>
    internal DepthwiseInput Input => _input;

    /// <summary>Bytes of a line of padding.</summary>
    internal long PaddingBytes => (_inside * _pixelBytes) + Vector512<byte>.Count;

    /// <summary>Writes what the output lines of the lanes read.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="lanes">What the lanes are.</param>
    /// <param name="image">The image.</param>
    /// <param name="outputY">The first line of the first group.</param>
    /// <param name="firstPanel">The first panel; channels beyond the last are whatever lies there.</param>
    /// <param name="padding">A line of zero points.</param>
    /// <param name="target">The quads, line after line.</param>
    [SkipLocalsInit]
    internal void Fill(in ConvolutionArguments arguments, DepthwiseLanes lanes, int image, int outputY, int firstPanel, byte* padding, byte* target)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var lines = stackalloc byte*[DepthwiseInput.Quad * DepthwiseLanes.Count];
        var lineBytes = geometry.InputWidth * _pixelBytes;
        var imageStart = arguments.Input + (image * (geometry.InputHeight * lineBytes)) + (firstPanel * PackedWeights.Panel);
        var (quads, tapsHeight, height, dilation) = (_input.Quads, _input.TapsHeight, geometry.InputHeight, geometry.DilationHeight);
        var groupStep = _input.SharedLines * geometry.StrideHeight;
        var firstY = (outputY * geometry.StrideHeight) - geometry.PadTop;
        for (var tap = 0; tap < quads * DepthwiseInput.Quad; tap++)
        {
            var y = firstY + (tap * dilation);
            var line = lines + (tap % DepthwiseInput.Quad * DepthwiseLanes.Count);
            for (var group = 0; group < lanes.LineGroups; group++, y += groupStep)
            {
                line[group] = tap < tapsHeight && (uint)y < (uint)height ? imageStart + (y * lineBytes) : padding;
            }

            if (tap % DepthwiseInput.Quad == DepthwiseInput.Quad - 1)
            {
                FillLine(lanes, lines, (byte)arguments.InputZeroPoint, target);
                target += _input.LineBytes;
            }
        }
    }

    private void FillLine(DepthwiseLanes lanes, byte** lines, byte zeroPoint, byte* target)
    {
        var first = target + (_padLeft * ColumnBytes);
        FillPadding(target, first, zeroPoint);
        switch (lanes.Panels)
        {
            case 1:
                FillColumns<FourGroups>(lines, first);
                break;
            case 2:
                FillColumns<TwoGroups>(lines, first);
                break;
            default:
                FillColumns(lines[0], lines[4], lines[8], lines[12], first);
                break;
        }

        FillPadding(first + (_inside * ColumnBytes), target + _input.LineBytes, zeroPoint);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillColumns<TLoad>(byte** lines, byte* target)
        where TLoad : struct, ILaneLoad
    {
        var (pixelBytes, end) = (_pixelBytes, _inside * _pixelBytes);
        for (nint offset = 0; offset < end; offset += pixelBytes, target += ColumnBytes)
        {
            var pixels0 = TLoad.Load(lines, offset);
            var pixels1 = TLoad.Load(lines + DepthwiseLanes.Count, offset);
            var pixels2 = TLoad.Load(lines + (2 * DepthwiseLanes.Count), offset);
            var pixels3 = TLoad.Load(lines + (3 * DepthwiseLanes.Count), offset);
            var low01 = Avx512BW.UnpackLow(pixels0, pixels1).AsInt16();
            var low23 = Avx512BW.UnpackLow(pixels2, pixels3).AsInt16();
            var high01 = Avx512BW.UnpackHigh(pixels0, pixels1).AsInt16();
            var high23 = Avx512BW.UnpackHigh(pixels2, pixels3).AsInt16();
            Avx512BW.UnpackLow(high01, high23).AsByte().Store(target);
            Avx512BW.UnpackHigh(high01, high23).AsByte().Store(target + 64);
            Avx512BW.UnpackLow(low01, low23).AsByte().Store(target + 128);
            Avx512BW.UnpackHigh(low01, low23).AsByte().Store(target + 192);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillColumns(byte* line0, byte* line1, byte* line2, byte* line3, byte* target)
    {
        var step = _pixelBytes;
        for (var i = _inside; i > 0; i--)
        {
            var pixels0 = Vector512.Load(line0);
            var pixels1 = Vector512.Load(line1);
            var pixels2 = Vector512.Load(line2);
            var pixels3 = Vector512.Load(line3);
            line0 += step;
            line1 += step;
            line2 += step;
            line3 += step;
            var low01 = Avx512BW.UnpackLow(pixels0, pixels1).AsInt16();
            var low23 = Avx512BW.UnpackLow(pixels2, pixels3).AsInt16();
            var high01 = Avx512BW.UnpackHigh(pixels0, pixels1).AsInt16();
            var high23 = Avx512BW.UnpackHigh(pixels2, pixels3).AsInt16();
            Avx512BW.UnpackLow(high01, high23).AsByte().Store(target);
            Avx512BW.UnpackHigh(high01, high23).AsByte().Store(target + 64);
            Avx512BW.UnpackLow(low01, low23).AsByte().Store(target + 128);
            Avx512BW.UnpackHigh(low01, low23).AsByte().Store(target + 192);
            target += ColumnBytes;
        }
    }

    private static void FillPadding(byte* target, byte* end, byte zeroPoint)
    {
        for (; target < end; target += Vector512<byte>.Count)
        {
            Vector512.Create(zeroPoint).Store(target);
        }
    }

    /// <summary>Loads a pixel of every lane.</summary>
    private interface ILaneLoad
    {
        /// <param name="lines">The line of each group of lines.</param>
        /// <param name="offset">Bytes to the pixel.</param>
        static abstract Vector512<byte> Load(byte** lines, nint offset);
    }

    private readonly struct OneGroup : ILaneLoad
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<byte> Load(byte** lines, nint offset)
        {
            return Vector512.Load(lines[0] + offset);
        }
    }

    private readonly struct TwoGroups : ILaneLoad
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<byte> Load(byte** lines, nint offset)
        {
            // Not by Vector512.Create, which goes through memory.
            return Avx512F.InsertVector256(Vector256.Load(lines[0] + offset).ToVector512Unsafe(), Vector256.Load(lines[1] + offset), 1);
        }
    }

    private readonly struct FourGroups : ILaneLoad
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<byte> Load(byte** lines, nint offset)
        {
            var first = Avx2.InsertVector128(Vector128.Load(lines[0] + offset).ToVector256Unsafe(), Vector128.Load(lines[1] + offset), 1);
            var second = Avx2.InsertVector128(Vector128.Load(lines[2] + offset).ToVector256Unsafe(), Vector128.Load(lines[3] + offset), 1);
            return Avx512F.InsertVector256(first.ToVector512Unsafe(), second, 1);
        }
    }
}
