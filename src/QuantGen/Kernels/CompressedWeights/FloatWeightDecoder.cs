using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Weights that are stored as floats, as <see cref="PackedFloatWeights"/> packs them: nothing is to be decoded.</summary>
internal readonly unsafe struct FloatWeightDecoder : IWeightDecoder
{
    public static int HeaderBytes => 0;

    public static int PairBytes => 2 * FloatTile.PanelWidth * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadHeader(byte* header, out Vector512<float> scale, out Vector512<float> offset)
    {
        (scale, offset) = (default, default);
    }

    /// <remarks>Behind an odd last step lie the next panel's weights, or what may be read past a constant.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadPair(
        byte* pair, Vector512<float> scale, Vector512<float> offset, out Vector512<float> first, out Vector512<float> second)
    {
        first = Vector512.Load((float*)pair);
        second = Vector512.Load((float*)pair + FloatTile.PanelWidth);
    }
}
