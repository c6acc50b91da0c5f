using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Widens sixteen stored codes to sixteen 32-bit lanes.</summary>
internal static unsafe class CodeLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<int> FromSigned(byte* codes)
    {
        var bytes = Vector128.Load((sbyte*)codes);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Int32(bytes);
        }

        var (lower, upper) = Vector128.Widen(bytes);
        return Vector512.Create(Widen(lower), Widen(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<uint> FromBytes(byte* codes)
    {
        var bytes = Vector128.Load(codes);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512UInt32(bytes);
        }

        var (lower, upper) = Vector128.Widen(bytes);
        return Vector512.Create(Widen(lower), Widen(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<uint> FromWords(byte* codes)
    {
        var words = Vector256.Load((ushort*)codes);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512UInt32(words);
        }

        return Vector512.Create(Widen(words.GetLower()), Widen(words.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<int> FromSignedWords(byte* codes)
    {
        var words = Vector256.Load((short*)codes);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Int32(words);
        }

        return Vector512.Create(Widen(words.GetLower()), Widen(words.GetUpper()));
    }

    /// <summary>The number in the lowest four bits of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> LowNibbleToSingle(Vector512<uint> codes)
    {
        // A table of sixteen: the permutation looks at no other bits.
        return Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32(Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), codes.AsInt32())
            : Vector512.ConvertToSingle((codes & Vector512.Create(15u)).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(Vector128<short> words)
    {
        var (lower, upper) = Vector128.Widen(words);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(Vector128<ushort> words)
    {
        var (lower, upper) = Vector128.Widen(words);
        return Vector256.Create(lower, upper);
    }
}
