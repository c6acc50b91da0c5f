using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// Clamping with one meaning on every machine: NaN stays NaN, and a value equal to a bound is kept, its sign of zero included.
/// </summary>
/// <remarks>The hardware's minimum and maximum differ between architectures for NaN and for zeros of different sign.</remarks>
internal static class FloatClamp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Apply(Vector512<float> value, Vector512<float> low, Vector512<float> high)
    {
        if (Avx512F.IsSupported)
        {
            // These return the second operand unless the first one is beyond it: for NaN and for two zeros too.
            return Avx512F.Min(high, Avx512F.Max(low, value));
        }

        value = Vector512.ConditionalSelect(Vector512.LessThan(value, low), low, value);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(value, high), high, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Apply(Vector256<float> value, Vector256<float> low, Vector256<float> high)
    {
        if (Avx.IsSupported)
        {
            return Avx.Min(high, Avx.Max(low, value));
        }

        value = Vector256.ConditionalSelect(Vector256.LessThan(value, low), low, value);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(value, high), high, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Apply(float value, float low, float high)
    {
        value = value < low ? low : value;
        return value > high ? high : value;
    }
}
