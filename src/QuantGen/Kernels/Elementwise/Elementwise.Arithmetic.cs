using System.Numerics.Tensors;

namespace QuantGen.Kernels;

/// <remarks>
/// Each element is one IEEE operation here, so that <see cref="TensorPrimitives"/> gives the same bits at every vector width.
/// </remarks>
public static partial class Elementwise
{
    /// <summary>The absolute value.</summary>
    public static void Abs(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Abs(input, output);
    }

    /// <inheritdoc cref="Abs(ReadOnlySpan{float}, Span{float})"/>
    /// <remarks>The smallest integer stays as it is.</remarks>
    public static void Abs(ReadOnlySpan<int> input, Span<int> output)
    {
        AbsWrapping(input, output);
    }

    /// <inheritdoc cref="Abs(ReadOnlySpan{int}, Span{int})"/>
    public static void Abs(ReadOnlySpan<long> input, Span<long> output)
    {
        AbsWrapping(input, output);
    }

    /// <summary><c>-x</c>.</summary>
    public static void Negate(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Negate(input, output);
    }

    /// <inheritdoc cref="Negate(ReadOnlySpan{float}, Span{float})"/>
    /// <remarks>The smallest integer stays as it is.</remarks>
    public static void Negate(ReadOnlySpan<int> input, Span<int> output)
    {
        TensorPrimitives.Negate(input, output);
    }

    /// <inheritdoc cref="Negate(ReadOnlySpan{int}, Span{int})"/>
    public static void Negate(ReadOnlySpan<long> input, Span<long> output)
    {
        TensorPrimitives.Negate(input, output);
    }

    /// <summary>-1, 0 or 1; zero and NaN stay as they are.</summary>
    public static void Sign(ReadOnlySpan<float> input, Span<float> output)
    {
        KernelChecks.AtLeast(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            var x = input[i];
            output[i] = x > 0 ? 1 : x < 0 ? -1 : x;
        }
    }

    /// <summary>The square root; NaN below zero.</summary>
    public static void Sqrt(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Sqrt(input, output);
    }

    /// <summary><c>1 / x</c>.</summary>
    public static void Reciprocal(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Divide(1f, input, output);
    }

    /// <summary>The largest integer not above x.</summary>
    public static void Floor(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Floor(input, output);
    }

    /// <summary>The smallest integer not below x.</summary>
    public static void Ceiling(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Ceiling(input, output);
    }

    /// <summary>The nearest integer, halves to even.</summary>
    public static void Round(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Round(input, MidpointRounding.ToEven, output);
    }

    /// <summary>The sine of an angle in radians.</summary>
    public static void Sin(ReadOnlySpan<float> input, Span<float> output)
    {
        KernelChecks.AtLeast(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = FloatFunctions.Sin(input[i]);
        }
    }

    /// <summary>The cosine of an angle in radians.</summary>
    public static void Cos(ReadOnlySpan<float> input, Span<float> output)
    {
        KernelChecks.AtLeast(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = FloatFunctions.Cos(input[i]);
        }
    }

    /// <summary>Logical negation.</summary>
    public static void Not(ReadOnlySpan<bool> input, Span<bool> output)
    {
        KernelChecks.AtLeast(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = !input[i];
        }
    }

    private static void AbsWrapping<T>(ReadOnlySpan<T> input, Span<T> output)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        KernelChecks.AtLeast(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = T.IsNegative(input[i]) ? T.Zero - input[i] : input[i];
        }
    }
}
