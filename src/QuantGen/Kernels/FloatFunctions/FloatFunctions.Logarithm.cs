using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

internal static partial class FloatFunctions
{
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>The bits of the square root of a half: mantissas are brought into [sqrt(1/2), sqrt(2)).</summary>
    private const int SqrtHalfBits = 0x3F3504F3;

    /// <summary>The natural logarithm: negative infinity for zero, NaN below zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Log(Vector512<float> x)
    {
        var isSubnormal = Vector512.LessThan(x, Vector512.Create(SmallestNormal));
        var scaled = Vector512.ConditionalSelect(isSubnormal, x * Vector512.Create(8388608f), x);
        var bits = scaled.AsInt32() - Vector512.Create(SqrtHalfBits);
        var exponent = Vector512.ConvertToSingle(bits >> MantissaBits);
        exponent -= Vector512.ConditionalSelect(isSubnormal, Vector512.Create(23f), Vector512<float>.Zero);
        var mantissa = ((bits & Vector512.Create(0x007FFFFF)) + Vector512.Create(SqrtHalfBits)).AsSingle();

        var f = mantissa - Vector512<float>.One;
        var square = f * f;
        var low = (f * square * LogTail(f)) + (exponent * Vector512.Create(Ln2Low)) - (square * Vector512.Create(0.5f));
        var result = (low + f) + (exponent * Vector512.Create(Ln2High));

        // Zero, negative values, then infinity and NaN, which stay as they are.
        var zero = Vector512<float>.Zero;
        result = Vector512.ConditionalSelect(Vector512.Equals(x, zero), Vector512.Create(float.NegativeInfinity), result);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, zero), Vector512.Create(float.NaN), result);
        var isNumber = Vector512.LessThan(x, Vector512.Create(float.PositiveInfinity));
        return Vector512.ConditionalSelect(isNumber, result, x);
    }

    /// <summary>ln(1 + z) for z from 0 to 1, accurate near zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> LogOnePlus(Vector512<float> z)
    {
        // The rounding error of 1 + z is undone by the quotient of what was meant and what was added.
        var sum = Vector512<float>.One + z;
        var added = sum - Vector512<float>.One;
        var isTiny = Vector512.Equals(added, Vector512<float>.Zero);
        return Vector512.ConditionalSelect(isTiny, z, Log(sum) * (z / added));
    }

    /// <summary>ln(1 + e^x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Softplus(Vector512<float> x)
    {
        var tail = LogOnePlus(Exp(-Vector512.Abs(x)));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x + tail, tail);
    }

    /// <summary>(ln(1 + f) - f + f^2 / 2) / f^3 for 1 + f in [sqrt(1/2), sqrt(2)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LogTail(Vector512<float> f)
    {
        var tail = Vector512.Create(0.0697251856f);
        tail = (tail * f) + Vector512.Create(-0.114812121f);
        tail = (tail * f) + Vector512.Create(0.116857849f);
        tail = (tail * f) + Vector512.Create(-0.124255233f);
        tail = (tail * f) + Vector512.Create(0.142490074f);
        tail = (tail * f) + Vector512.Create(-0.166678071f);
        tail = (tail * f) + Vector512.Create(0.20000717f);
        tail = (tail * f) + Vector512.Create(-0.24999997f);
        return (tail * f) + Vector512.Create(0.333333313f);
    }
}
