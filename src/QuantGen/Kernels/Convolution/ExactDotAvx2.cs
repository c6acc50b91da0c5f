using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>What <c>vpdpbusd</c> does, in AVX2 and without saturation: four uint8 x int8 products summed into each 32-bit lane.</summary>
internal static unsafe class ExactDotAvx2
{
    /// <summary>Four weights per lane as two vectors of 16 bits: bytes 0 and 2, bytes 1 and 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<short> Even, Vector256<short> Odd) Widen(Vector256<sbyte> weights)
    {
        var words = weights.AsInt16();
        return (Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 8), 8), Vector256.ShiftRightArithmetic(words, 8));
    }

    /// <summary>Four inputs per lane as two vectors of 16 bits: bytes 0 and 2, bytes 1 and 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<short> Even, Vector256<short> Odd) Widen(Vector256<byte> inputs)
    {
        var words = inputs.AsInt16();
        return (words & Vector256.Create((short)0xFF), Vector256.ShiftRightLogical(words, 8));
    }

    /// <summary>The same four inputs in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<short> Even, Vector256<short> Odd) Broadcast(byte* inputs)
    {
        return Widen(Avx2.BroadcastScalarToVector256((int*)inputs).AsByte());
    }

    /// <summary>Adds the four products of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Add(
        Vector256<int> sum, (Vector256<short> Even, Vector256<short> Odd) inputs, (Vector256<short> Even, Vector256<short> Odd) weights)
    {
        var even = Avx2.MultiplyAddAdjacent(inputs.Even, weights.Even);
        var odd = Avx2.MultiplyAddAdjacent(inputs.Odd, weights.Odd);
        return sum + (even + odd);
    }
}
