namespace QuantGen.Kernels;

public static unsafe partial class Elementwise
{
    /// <summary>The tangent of an angle in radians.</summary>
    public static void Tan(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Tan);
    }

    /// <summary>The angle of a sine.</summary>
    public static void Asin(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Asin);
    }

    /// <summary>The angle of a cosine.</summary>
    public static void Acos(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Acos);
    }

    /// <summary>The angle of a tangent.</summary>
    public static void Atan(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Atan);
    }

    /// <summary>The hyperbolic sine.</summary>
    public static void Sinh(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Sinh);
    }

    /// <summary>The hyperbolic cosine.</summary>
    public static void Cosh(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Cosh);
    }

    /// <summary>The inverse of the hyperbolic sine.</summary>
    public static void Asinh(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Asinh);
    }

    /// <summary>The inverse of the hyperbolic cosine.</summary>
    public static void Acosh(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Acosh);
    }

    /// <summary>The inverse of the hyperbolic tangent.</summary>
    public static void Atanh(ReadOnlySpan<float> input, Span<float> output)
    {
        Map(input, output, &FloatFunctions.Atanh);
    }

    private static void Map(ReadOnlySpan<float> input, Span<float> output, delegate*<float, float> function)
    {
        KernelChecks.AtLeast<float>(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = function(input[i]);
        }
    }
}
