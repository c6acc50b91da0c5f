using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <inheritdoc cref="WeightEncoding.Int8"/>
internal readonly unsafe struct Int8WeightDecoder : IWeightDecoder
{
    /// <summary>Sixteen float scales.</summary>
    public static int HeaderBytes => 64;

    public static int PairBytes => 32;

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
        first = Vector512.ConvertToSingle(CodeLanes.FromSigned(pair)) * scale;
        second = Vector512.ConvertToSingle(CodeLanes.FromSigned(pair + 16)) * scale;
    }
}

/// <inheritdoc cref="WeightEncoding.Int4"/>
internal readonly unsafe struct Int4WeightDecoder : IWeightDecoder
{
    /// <summary>What is added to a symmetric code to store it.</summary>
    internal const int Bias = 8;

    /// <summary>Sixteen bfloat16 scales.</summary>
    public static int HeaderBytes => 32;

    public static int PairBytes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadHeader(byte* header, out Vector512<float> scale, out Vector512<float> offset)
    {
        scale = (CodeLanes.FromWords(header) << 16).AsSingle();
        offset = scale * Vector512.Create(-(float)Bias);
    }

    /// <remarks>
    /// A scale has 8 significant bits, a code and a zero point 4: products and sum are exact, fused or not, and equal <c>(code - zero point) * scale</c>.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadPair(
        byte* pair, Vector512<float> scale, Vector512<float> offset, out Vector512<float> first, out Vector512<float> second)
    {
        var codes = CodeLanes.FromBytes(pair);
        first = Vector512.MultiplyAddEstimate(CodeLanes.LowNibbleToSingle(codes), scale, offset);
        second = Vector512.MultiplyAddEstimate(CodeLanes.LowNibbleToSingle(codes >> 4), scale, offset);
    }
}

/// <inheritdoc cref="WeightEncoding.Int4ZeroPoint"/>
internal readonly unsafe struct Int4ZeroPointWeightDecoder : IWeightDecoder
{
    /// <summary>Sixteen bfloat16 scales, then sixteen zero points.</summary>
    public static int HeaderBytes => 48;

    public static int PairBytes => Int4WeightDecoder.PairBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadHeader(byte* header, out Vector512<float> scale, out Vector512<float> offset)
    {
        scale = (CodeLanes.FromWords(header) << 16).AsSingle();
        offset = -(scale * Vector512.ConvertToSingle(CodeLanes.FromSigned(header + 32)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadPair(
        byte* pair, Vector512<float> scale, Vector512<float> offset, out Vector512<float> first, out Vector512<float> second)
    {
        Int4WeightDecoder.ReadPair(pair, scale, offset, out first, out second);
    }
}
