using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Products of 4-bit codes with digits of 8 bits, in lanes of four steps of a column.</summary>
internal static unsafe class DigitProducts
{
    /// <summary>Four digits for every column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<sbyte> Broadcast(byte* digits)
    {
        return Vector512.Create(Unsafe.ReadUnaligned<int>(digits)).AsSByte();
    }

    /// <summary>Products of neighbouring steps, added in pairs: at most 15 * 128 * 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<short> SumPairs(Vector512<byte> codes, Vector512<sbyte> digits)
    {
        if (Avx512BW.IsSupported)
        {
            return Avx512BW.MultiplyAddAdjacent(codes, digits);
        }

        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.MultiplyAddAdjacent(codes.GetLower(), digits.GetLower()), Avx2.MultiplyAddAdjacent(codes.GetUpper(), digits.GetUpper()));
        }

        var (code, digit) = (codes.AsInt16(), digits.AsInt16());
        return ((code & Vector512.Create((short)byte.MaxValue)) * ((digit << 8) >> 8)) + ((code >> 8) * (digit >> 8));
    }

    /// <summary>Neighbouring sums, added in pairs, times a factor of at most 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<int> SumPairs(Vector512<short> sums, short factor)
    {
        if (Avx512BW.IsSupported)
        {
            return Avx512BW.MultiplyAddAdjacent(sums, Vector512.Create(factor));
        }

        if (Avx2.IsSupported)
        {
            var factors = Vector256.Create(factor);
            return Vector512.Create(Avx2.MultiplyAddAdjacent(sums.GetLower(), factors), Avx2.MultiplyAddAdjacent(sums.GetUpper(), factors));
        }

        return (((sums.AsInt32() << 16) >> 16) + (sums.AsInt32() >> 16)) * Vector512.Create((int)factor);
    }
}
