namespace QuantGen.Kernels;

internal static partial class FloatFunctions
{
    /// <summary>Below this magnitude the odd functions are taken from their first terms, where the others cancel.</summary>
    private const double Small = 0.02;

    /// <summary>Beyond this magnitude e^x is infinite as a float.</summary>
    private const double Large = 200;

    private const double HalfPi = 1.5707963267948966;

    private const double QuarterPi = 0.7853981633974483;

    /// <summary>The tangent, with the remarks of <see cref="Sin"/>.</summary>
    internal static float Tan(float x)
    {
        return (float)(SinQuadrant(x, 0) / SinQuadrant(x, 1));
    }

    /// <summary>The angle of a tangent, within half a turn.</summary>
    internal static float Atan(float x)
    {
        return (float)AtanDouble(x);
    }

    /// <summary>The angle of a sine; NaN outside -1 to 1.</summary>
    internal static float Asin(float x)
    {
        return (float)AsinDouble(x);
    }

    /// <summary>The angle of a cosine; NaN outside -1 to 1.</summary>
    internal static float Acos(float x)
    {
        return (float)(HalfPi - AsinDouble(x));
    }

    /// <summary>The hyperbolic sine.</summary>
    internal static float Sinh(float x)
    {
        double square = (double)x * x;
        return Math.Abs(x) < Small
            ? (float)(x * (1 + (square * ((1.0 / 6) + (square / 120)))))
            : (float)((ExpBounded(x) - ExpBounded(-x)) * 0.5);
    }

    /// <summary>The hyperbolic cosine.</summary>
    internal static float Cosh(float x)
    {
        return (float)((ExpBounded(x) + ExpBounded(-x)) * 0.5);
    }

    /// <summary>The inverse of the hyperbolic sine.</summary>
    internal static float Asinh(float x)
    {
        double magnitude = MathF.Abs(x);
        var square = magnitude * magnitude;
        var result = magnitude < Small
            ? magnitude * (1 - (square * ((1.0 / 6) - (square * 3 / 40))))
            : LogPositive(magnitude + Math.Sqrt(square + 1));
        return (float)(x < 0 ? -result : result);
    }

    /// <summary>The inverse of the hyperbolic cosine; NaN below 1.</summary>
    internal static float Acosh(float x)
    {
        return x < 1 ? float.NaN : (float)LogPositive(x + Math.Sqrt(((double)x * x) - 1));
    }

    /// <summary>The inverse of the hyperbolic tangent; NaN outside -1 to 1.</summary>
    internal static float Atanh(float x)
    {
        var square = (double)x * x;
        return Math.Abs(x) < Small
            ? (float)(x * (1 + (square * ((1.0 / 3) + (square * ((1.0 / 5) + (square / 7)))))))
            : (float)(0.5 * LogPositive((1.0 + x) / (1.0 - x)));
    }

    private static double AsinDouble(double x)
    {
        return AtanDouble(x / Math.Sqrt((1 - x) * (1 + x)));
    }

    /// <summary>The series of the inverse tangent, for a quotient that two rotations make smaller than the tangent of pi / 8.</summary>
    private static double AtanDouble(double x)
    {
        var magnitude = Math.Abs(x);
        var isSteep = magnitude > 1;
        var r = isSteep ? 1 / magnitude : magnitude;
        var isRotated = r > 0.4142135623730951;
        r = isRotated ? (r - 1) / (r + 1) : r;
        var square = r * r;
        var series = 0.0;
        for (var degree = 31; degree >= 1; degree -= 2)
        {
            series = (1.0 / degree) - (series * square);
        }

        var angle = (r * series) + (isRotated ? QuarterPi : 0);
        angle = isSteep ? HalfPi - angle : angle;
        return x < 0 ? -angle : angle;
    }

    private static double ExpBounded(double x)
    {
        return double.IsNaN(x) ? x : ExpDouble(Math.Clamp(x, -Large, Large));
    }

    /// <summary>ln(x) for any number: minus infinity for 0, NaN for negative ones.</summary>
    private static double LogPositive(double x)
    {
        return x switch
        {
            > 0 and < double.PositiveInfinity => LogDouble(x),
            0 => double.NegativeInfinity,
            double.PositiveInfinity => x,
            _ => double.NaN,
        };
    }
}
