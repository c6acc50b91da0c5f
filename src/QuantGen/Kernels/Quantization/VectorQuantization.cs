using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>The steps of requantization on vectors, in the order of <see cref="Requantization.Apply"/>, so with the same bits.</summary>
internal static class VectorQuantization
{
    /// <summary>Rounds half to even. The values are within int already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Round(Vector256<float> values)
    {
        return Avx.IsSupported
            ? Avx.ConvertToVector256Int32(values)
            : Vector256.ConvertToInt32(Vector256.Round(values, MidpointRounding.ToEven));
    }

    /// <summary>Clamps numbers (not NaN) between bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Clamp(Vector256<float> values, Vector256<float> low, Vector256<float> high)
    {
        return Vector256.MinNative(Vector256.MaxNative(values, low), high);
    }

    /// <summary>Sixteen integers in 0..255 to bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Pack(Vector256<int> first, Vector256<int> second)
    {
        if (Avx2.IsSupported)
        {
            // Packing works within 128-bit lanes, so each half is packed on its own.
            return Sse2.PackUnsignedSaturate(
                Sse2.PackSignedSaturate(first.GetLower(), first.GetUpper()), Sse2.PackSignedSaturate(second.GetLower(), second.GetUpper()));
        }

        return Narrow(first, second);
    }

    /// <summary>Sixteen bytes as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<int> First, Vector256<int> Second) Unpack(Vector128<byte> bytes)
    {
        if (Avx2.IsSupported)
        {
            var second = Sse2.ShiftRightLogical128BitLane(bytes, 8);
            return (Avx2.ConvertToVector256Int32(bytes), Avx2.ConvertToVector256Int32(second));
        }

        return Widen(bytes);
    }

    // Apart from their callers, so that a processor with AVX2 need not load the types of their vectors: each takes a third of a millisecond.
    private static Vector128<byte> Narrow(Vector256<int> first, Vector256<int> second)
    {
        var narrow = Vector256.Narrow(first.AsUInt32(), second.AsUInt32());
        return Vector128.Narrow(narrow.GetLower(), narrow.GetUpper());
    }

    private static (Vector256<int> First, Vector256<int> Second) Widen(Vector128<byte> bytes)
    {
        var (low, high) = Vector128.Widen(bytes);
        var (first, firstHigh) = Vector128.Widen(low);
        var (third, thirdHigh) = Vector128.Widen(high);
        return (Vector256.Create(first, firstHigh).AsInt32(), Vector256.Create(third, thirdHigh).AsInt32());
    }
}
