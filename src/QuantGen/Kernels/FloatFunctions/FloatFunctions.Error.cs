using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

internal static partial class FloatFunctions
{
    /// <summary>The Gauss error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Erf(Vector512<float> x)
    {
        var magnitude = Vector512.Abs(x);
        var small = x + (x * ErfTail(x * x));
        var limited = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(4f)), Vector512.Create(4f), magnitude);
        var complement = Exp(-(limited * LogComplementTail(limited)));
        var large = WithSign(Vector512<float>.One - complement, x);
        var isSmall = Vector512.LessThan(magnitude, Vector512<float>.One);
        var result = Vector512.ConditionalSelect(isSmall, small, large);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), result, x);
    }

    /// <summary>The Gaussian error linear unit, x / 2 * (1 + erf(x / sqrt(2))).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Gelu(Vector512<float> x)
    {
        var half = x * Vector512.Create(0.5f);
        return half * (Vector512<float>.One + ErfBesideOne(x * Vector512.Create(0.707106781f)));
    }

    /// <summary>The tanh approximation of <see cref="Gelu"/>, x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> GeluTanh(Vector512<float> x)
    {
        var half = x * Vector512.Create(0.5f);
        var inner = x + (x * x * x * Vector512.Create(0.044715f));
        return half * (Vector512<float>.One + Tanh(inner * Vector512.Create(0.797884561f)));
    }

    /// <summary><see cref="Erf"/> with an error of up to 5 ulp, in a third of the time: as a quotient of polynomials up to where it rounds to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ErfBesideOne(Vector512<float> x)
    {
        var square = x * x;
        var numerator = Vector512.Create(2.04860135e-06f);
        numerator = (numerator * square) + Vector512.Create(0.000284768816f);
        numerator = (numerator * square) + Vector512.Create(0.00376563496f);
        numerator = (numerator * square) + Vector512.Create(0.0527489595f);
        numerator = (numerator * square) + Vector512.Create(0.190423757f);
        numerator = (numerator * square) + Vector512.Create(1.12837911f);
        var denominator = Vector512.Create(3.807e-05f);
        denominator = (denominator * square) + Vector512.Create(0.00116231234f);
        denominator = (denominator * square) + Vector512.Create(0.0149695473f);
        denominator = (denominator * square) + Vector512.Create(0.114114366f);
        denominator = (denominator * square) + Vector512.Create(0.502091408f);
        denominator = (denominator * square) + Vector512<float>.One;
        var isInside = Vector512.LessThan(Vector512.Abs(x), Vector512.Create(3.92f));
        return Vector512.ConditionalSelect(isInside, x * numerator / denominator, WithSign(Vector512<float>.One, x));
    }

    /// <summary>erf(x) / x - 1 as a function of x^2, for |x| at most 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ErfTail(Vector512<float> square)
    {
        var tail = Vector512.Create(7.87587487e-05f);
        tail = (tail * square) + Vector512.Create(-0.00080168643f);
        tail = (tail * square) + Vector512.Create(0.00518908724f);
        tail = (tail * square) + Vector512.Create(-0.0268542115f);
        tail = (tail * square) + Vector512.Create(0.112835944f);
        tail = (tail * square) + Vector512.Create(-0.37612626f);
        return (tail * square) + Vector512.Create(0.128379166f);
    }

    /// <summary>-ln(1 - erf(x)) / x for x from 1 to 4, beyond which erf(x) rounds to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LogComplementTail(Vector512<float> x)
    {
        var tail = Vector512.Create(-2.16618048e-07f);
        tail = (tail * x) + Vector512.Create(3.23675454e-06f);
        tail = (tail * x) + Vector512.Create(-1.58438843e-06f);
        tail = (tail * x) + Vector512.Create(-0.000331685442f);
        tail = (tail * x) + Vector512.Create(0.00383551139f);
        tail = (tail * x) + Vector512.Create(-0.0243323054f);
        tail = (tail * x) + Vector512.Create(0.107022516f);
        tail = (tail * x) + Vector512.Create(0.634617269f);
        return (tail * x) + Vector512.Create(1.12879276f);
    }
}
