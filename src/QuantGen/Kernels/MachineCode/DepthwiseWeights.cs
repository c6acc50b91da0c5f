using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// What the machine code of depthwise lines reads for four lanes: bias and multipliers, then the weights of each of the lines that share their quads; all of
/// them quad by quad in the order of <see cref="DepthwiseQuads"/>.
/// </summary>
/// <param name="geometry">The shape.</param>
internal readonly unsafe struct DepthwiseWeights(in ConvolutionGeometry geometry)
{
    private const int ChannelsBytes = 2 * DepthwiseLanes.Count * PackedWeights.BlockBytes;

    private readonly int _taps = PackedWeights.TapGroups(geometry);
    private readonly int _sharedLines = new DepthwiseInput(geometry).SharedLines;

    /// <summary>Bytes for four lanes.</summary>
    internal long Bytes => ChannelsBytes + ((long)_sharedLines * LineBytes);

    private int QuadBytes => _taps * PackedWeights.BlockBytes;

    private int LineBytes => DepthwiseLanes.Count * QuadBytes;

    /// <summary>Where bias and multipliers lie.</summary>
    internal static byte* Channels(byte* packed)
    {
        return packed;
    }

    /// <summary>Where the weights of one of the lines lie that share their quads.</summary>
    internal byte* Line(byte* packed, int line)
    {
        return packed + ChannelsBytes + (line * LineBytes);
    }

    /// <summary>Packs some panels.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="lanes">What the lanes are.</param>
    /// <param name="firstPanel">The first of the panels.</param>
    /// <param name="packed">Where they go, <see cref="Bytes"/>.</param>
    internal void Pack(in ConvolutionArguments arguments, DepthwiseLanes lanes, int firstPanel, byte* packed)
    {
        var panels = stackalloc int[DepthwiseLanes.Count];
        var last = PackedWeights.DepthwisePanels(arguments.Geometry) - 1;
        for (var lane = 0; lane < DepthwiseLanes.Count; lane++)
        {
            panels[lane] = Math.Min(firstPanel + (lane % lanes.Panels), last);
        }

        if (arguments.Bias != null)
        {
            Spread((byte*)arguments.Bias, PackedWeights.BlockBytes, panels, packed, 2 * PackedWeights.BlockBytes);
        }
        else
        {
            new Span<byte>(packed, ChannelsBytes).Clear();
        }

        Spread((byte*)arguments.Multipliers, PackedWeights.BlockBytes, panels, packed + PackedWeights.BlockBytes, 2 * PackedWeights.BlockBytes);
        var target = Line(packed, 0);
        for (var tap = 0; tap < _taps; tap++)
        {
            var block = tap * PackedWeights.BlockBytes;
            Spread((byte*)arguments.Weights + block, QuadBytes, panels, target + block, QuadBytes);
        }

        for (var line = 1; line < _sharedLines; line++)
        {
            for (var quad = 0; quad < DepthwiseLanes.Count; quad++)
            {
                Shift(arguments.Geometry, target + (quad * QuadBytes), line * arguments.Geometry.StrideHeight, Line(packed, line) + (quad * QuadBytes));
            }
        }
    }

    /// <summary>The weights of one of the lines that share their quads: those of the first, some taps further down.</summary>
    private void Shift(in ConvolutionGeometry geometry, byte* weights, int taps, byte* target)
    {
        var (left, right) = (8 * taps, 32 - (8 * taps));
        var rowTaps = geometry.KernelWidth;
        var quads = PackedWeights.ColumnGroups(geometry);
        for (var tap = 0; tap < _taps; tap++)
        {
            var source = weights + (tap * PackedWeights.BlockBytes);
            var shifted = Vector512.ShiftLeft(Vector512.Load((uint*)source), left);
            if (quads > 1 && tap / rowTaps % quads > 0)
            {
                // What a shift moves out of a quad is in the next one.
                shifted |= Vector512.ShiftRightLogical(Vector512.Load((uint*)(source - (rowTaps * PackedWeights.BlockBytes))), right);
            }

            shifted.Store((uint*)(target + (tap * PackedWeights.BlockBytes)));
        }
    }

    /// <summary>From sixteen channels of each lane's panel to four channels of all lanes.</summary>
    private static void Spread(byte* source, nint panelBytes, int* panels, byte* target, nint quadBytes)
    {
        var lane0 = Vector512.Load((int*)(source + (panels[0] * panelBytes)));
        var lane1 = Vector512.Load((int*)(source + (panels[1] * panelBytes)));
        var lane2 = Vector512.Load((int*)(source + (panels[2] * panelBytes)));
        var lane3 = Vector512.Load((int*)(source + (panels[3] * panelBytes)));
        const byte FirstHalves = 0b01_00_01_00;
        const byte SecondHalves = 0b11_10_11_10;
        const byte Even = 0b10_00_10_00;
        const byte Odd = 0b11_01_11_01;
        var first01 = Avx512F.Shuffle4x128(lane0, lane1, FirstHalves);
        var first23 = Avx512F.Shuffle4x128(lane2, lane3, FirstHalves);
        var second01 = Avx512F.Shuffle4x128(lane0, lane1, SecondHalves);
        var second23 = Avx512F.Shuffle4x128(lane2, lane3, SecondHalves);
        Avx512F.Shuffle4x128(second01, second23, Even).Store((int*)target);
        Avx512F.Shuffle4x128(second01, second23, Odd).Store((int*)(target + quadBytes));
        Avx512F.Shuffle4x128(first01, first23, Even).Store((int*)(target + (2 * quadBytes)));
        Avx512F.Shuffle4x128(first01, first23, Odd).Store((int*)(target + (3 * quadBytes)));
    }
}
