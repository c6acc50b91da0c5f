using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// Elementary functions with the same bits on every machine: sixteen lanes of IEEE operations in a fixed order, without fused
/// multiply-add.
/// </summary>
/// <remarks>
/// The polynomials are near-minimax fits over the reduced ranges, in Horner form, highest degree first. Errors are within 4 ulp, as
/// FloatFunctionsTests measures.
/// </remarks>
internal static partial class FloatFunctions
{
    private const float Log2E = 1.44269504f;

    /// <summary>ln 2 to 9 bits, so that its product with an exponent is exact.</summary>
    private const float Ln2High = 0.693359375f;

    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>1.5 * 2^23: adding it rounds a small float to an integer, half to even, which stands in the low bits of the sum.</summary>
    private const float RoundingShift = 12582912f;

    private const int MantissaBits = 23;
    private const int ExponentBias = 127;

    /// <summary>e^x. Infinity above 88.73, subnormal then zero below -87.34, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x)
    {
        var limited = FloatClamp.Apply(x, Vector512.Create(-105f), Vector512.Create(90f));
        var reduced = ReduceExponent(limited, out var exponent);
        var power = Vector512<float>.One + (reduced + (reduced * reduced * ExpTail(reduced)));

        // In two factors, because the exponent may lie beyond the range of normal floats.
        var half = exponent >> 1;
        var result = power * PowerOfTwo(half) * PowerOfTwo(exponent - half);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), result, x);
    }

    /// <summary>e^x of what is not positive: a term of a softmax. Zero below -87.68, so that hardly any result is subnormal, which processors are slow at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> ExpOfNonPositive(Vector512<float> x)
    {
        var limit = Vector512.Create(-88f);
        var reduced = ReduceExponent(Vector512.ConditionalSelect(Vector512.LessThan(x, limit), limit, x), out var exponent);
        var power = Vector512<float>.One + (reduced + (reduced * reduced * ExpTail(reduced)));

        // The least exponent, -127, makes the factor zero.
        return power * PowerOfTwo(exponent);
    }

    /// <summary>e^x - 1, accurate near zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> ExpMinusOne(Vector512<float> x)
    {
        var small = x + (x * x * ExpTail(x));
        var isSmall = Vector512.LessThan(Vector512.Abs(x), Vector512.Create(0.34f));
        return Vector512.ConditionalSelect(isSmall, small, Exp(x) - Vector512<float>.One);
    }

    /// <summary>1 / (1 + e^-x), accurate down to subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Sigmoid(Vector512<float> x)
    {
        var decay = Exp(-Vector512.Abs(x));
        var numerator = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), decay, Vector512<float>.One);
        return numerator / (Vector512<float>.One + decay);
    }

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Tanh(Vector512<float> x)
    {
        var magnitude = Vector512.Abs(x);
        var square = x * x;
        var tail = Vector512.Create(-0.00604516501f);
        tail = (tail * square) + Vector512.Create(0.0209613293f);
        tail = (tail * square) + Vector512.Create(-0.0538432635f);
        tail = (tail * square) + Vector512.Create(0.133327186f);
        tail = (tail * square) + Vector512.Create(-0.333333284f);
        var small = x + (x * square * tail);

        var one = Vector512<float>.One;
        var large = one - (Vector512.Create(2f) / (Exp(magnitude + magnitude) + one));
        var isSmall = Vector512.LessThan(magnitude, Vector512.Create(0.625f));
        return WithSign(Vector512.ConditionalSelect(isSmall, small, large), x);
    }

    /// <summary>The power of two and the remainder in x = exponent * ln 2 + remainder, |remainder| at most ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ReduceExponent(Vector512<float> x, out Vector512<int> exponent)
    {
        var shift = Vector512.Create(RoundingShift);
        var shifted = (x * Vector512.Create(Log2E)) + shift;
        exponent = shifted.AsInt32() - shift.AsInt32();
        var rounded = shifted - shift;
        return x - (rounded * Vector512.Create(Ln2High)) - (rounded * Vector512.Create(Ln2Low));
    }

    /// <summary>(e^r - 1 - r) / r^2 for |r| at most ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpTail(Vector512<float> r)
    {
        var tail = Vector512.Create(0.000198909911f);
        tail = (tail * r) + Vector512.Create(0.00139336498f);
        tail = (tail * r) + Vector512.Create(0.00833331048f);
        tail = (tail * r) + Vector512.Create(0.0416664667f);
        tail = (tail * r) + Vector512.Create(0.166666672f);
        return (tail * r) + Vector512.Create(0.5f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> exponent)
    {
        return ((exponent + Vector512.Create(ExponentBias)) << MantissaBits).AsSingle();
    }

    /// <summary>A magnitude with the sign of another value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> WithSign(Vector512<float> magnitude, Vector512<float> sign)
    {
        return Vector512.ConditionalSelect(Vector512.Create(-0f), sign, magnitude);
    }
}
