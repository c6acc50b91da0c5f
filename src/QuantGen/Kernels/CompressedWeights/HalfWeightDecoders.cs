using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <inheritdoc cref="WeightEncoding.Float16"/>
/// <remarks>
/// A weight is stored with sign, five bits of exponent and ten of mantissa. Moved into a float's fields it is a power of two too small: the header
/// holds that power. <see cref="PackedCompressedWeights"/> chooses the exponent's bias, so that subnormal halves are normal here.
/// </remarks>
internal readonly unsafe struct Float16WeightDecoder : IWeightDecoder
{
    /// <summary>Sixteen float scales, all the same.</summary>
    public static int HeaderBytes => 64;

    public static int PairBytes => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadHeader(byte* header, out Vector512<float> scale, out Vector512<float> offset)
    {
        scale = Vector512.Load((float*)header);
        offset = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadPair(
        byte* pair, Vector512<float> scale, Vector512<float> offset, out Vector512<float> first, out Vector512<float> second)
    {
        first = Fields(pair) * scale;
        second = Fields(pair + 32) * scale;
    }

    /// <summary>The sign to bit 31, exponent and mantissa to bits 27 to 13.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fields(byte* codes)
    {
        return ((CodeLanes.FromSignedWords(codes) << 13) & Vector512.Create(unchecked((int)0x8FFFE000))).AsSingle();
    }
}

/// <inheritdoc cref="WeightEncoding.BFloat16"/>
internal readonly unsafe struct BFloat16WeightDecoder : IWeightDecoder
{
    public static int HeaderBytes => 0;

    public static int PairBytes => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadHeader(byte* header, out Vector512<float> scale, out Vector512<float> offset)
    {
        (scale, offset) = (default, default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadPair(
        byte* pair, Vector512<float> scale, Vector512<float> offset, out Vector512<float> first, out Vector512<float> second)
    {
        first = (CodeLanes.FromWords(pair) << 16).AsSingle();
        second = (CodeLanes.FromWords(pair + 32) << 16).AsSingle();
    }
}
