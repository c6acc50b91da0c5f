namespace QuantGen.Kernels;

/// <remarks>
/// The functions below are computed one at a time in double and rounded to float. Double's own operations are the same everywhere;
/// <see cref="Math"/>'s transcendental ones are not, since they come from the operating system.
/// </remarks>
internal static partial class FloatFunctions
{
    /// <summary>pi / 2 in three parts; the products of the first two with an integer below 2^22 are exact.</summary>
    private const double HalfPiHigh = 1.570796325802803;

    private const double HalfPiMiddle = 9.920935791635221e-10;
    private const double HalfPiLow = 5.170182981794105e-19;

    private const double Ln2 = 0.6931471805599453;

    /// <summary>The sine. The argument is exact up to 2^22; beyond, its distance to a multiple of pi loses precision. NaN for infinities.</summary>
    internal static float Sin(float x)
    {
        return (float)SinQuadrant(x, 0);
    }

    /// <summary>The cosine, with the remarks of <see cref="Sin"/>.</summary>
    internal static float Cos(float x)
    {
        return (float)SinQuadrant(x, 1);
    }

    /// <summary>The power, as IEEE's <c>pow</c>: NaN for a negative base with a fractional exponent; 1 for an exponent of 0 or a base of 1.</summary>
    internal static float Power(float x, float y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }

        var isInteger = MathF.Floor(y) == y;
        var isOdd = isInteger && Math.Abs(y) < 16777216f && ((int)y & 1) != 0;
        if (float.IsNaN(x) || float.IsNaN(y) || (x < 0 && !isInteger && float.IsFinite(x)))
        {
            return float.NaN;
        }

        if (x == -1 && float.IsInfinity(y))
        {
            return 1;
        }

        var magnitude = PowerOfMagnitude(MathF.Abs(x), y);
        return isOdd && float.IsNegative(x) ? -magnitude : magnitude;
    }

    private static float PowerOfMagnitude(float x, float y)
    {
        if (x == 0 || float.IsInfinity(x))
        {
            return (x == 0) == (y > 0) ? 0 : float.PositiveInfinity;
        }

        var logarithm = LogDouble(x) * y;
        return logarithm switch
        {
            > 90 => float.PositiveInfinity,
            < -110 => 0,
            _ => (float)ExpDouble(logarithm),
        };
    }

    /// <summary>sin(x + quadrant * pi / 2).</summary>
    private static double SinQuadrant(double x, int quadrant)
    {
        if (Math.Abs(x) > 6e6)
        {
            x = Math.IEEERemainder(x, 2 * Math.PI);
        }

        if (!double.IsFinite(x))
        {
            return double.NaN;
        }

        var turns = Math.Round(x * (2 / Math.PI), MidpointRounding.ToEven);
        var r = x - (turns * HalfPiHigh) - (turns * HalfPiMiddle) - (turns * HalfPiLow);
        quadrant += (int)turns & 3;
        var value = (quadrant & 1) == 0 ? SinTaylor(r) : CosTaylor(r);
        return (quadrant & 2) == 0 ? value : -value;
    }

    private static double SinTaylor(double r)
    {
        var square = r * r;
        var tail = 1.0 / 6227020800;
        tail = (tail * -square) + (1.0 / 39916800);
        tail = (tail * -square) + (1.0 / 362880);
        tail = (tail * -square) + (1.0 / 5040);
        tail = (tail * -square) + (1.0 / 120);
        tail = (tail * -square) + (1.0 / 6);
        return r - (r * square * tail);
    }

    private static double CosTaylor(double r)
    {
        var square = r * r;
        var tail = 1.0 / 479001600;
        tail = (tail * -square) + (1.0 / 3628800);
        tail = (tail * -square) + (1.0 / 40320);
        tail = (tail * -square) + (1.0 / 720);
        tail = (tail * -square) + (1.0 / 24);
        tail = (tail * -square) + 0.5;
        return 1 - (square * tail);
    }

    /// <summary>ln(x) of a positive, finite, normal number: the series of the inverse hyperbolic tangent.</summary>
    internal static double LogDouble(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var series = 0.0;
        for (var degree = 21; degree >= 1; degree -= 2)
        {
            series = (series * square) + (1.0 / degree);
        }

        return (exponent * Ln2) + (2 * s * series);
    }

    /// <summary>e^x for |x| below 700.</summary>
    private static double ExpDouble(double x)
    {
        var exponent = Math.Round(x / Ln2, MidpointRounding.ToEven);
        var r = x - (exponent * Ln2);
        var series = 1.0;
        for (var degree = 13; degree >= 1; degree--)
        {
            series = (series * r / degree) + 1;
        }

        return series * BitConverter.Int64BitsToDouble(((long)exponent + 1023) << 52);
    }
}
