using System.Numerics.Tensors;

namespace QuantGen.Kernels;

/// <summary>Powers, with the exponents that models use most taken apart.</summary>
internal readonly struct PowerOperator : IBinaryOperator<float, float>
{
    public static void Apply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = Power(left[i], right[i]);
        }
    }

    public static void Apply(ReadOnlySpan<float> left, float right, Span<float> output)
    {
        if (right == 2)
        {
            TensorPrimitives.Multiply(left, left, output);
            return;
        }

        for (var i = 0; i < output.Length; i++)
        {
            output[i] = Power(left[i], right);
        }
    }

    public static void Apply(float left, ReadOnlySpan<float> right, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = Power(left, right[i]);
        }
    }

    /// <summary>The square is the rounded product, whichever way an element comes here.</summary>
    private static float Power(float x, float y)
    {
        return y == 2 ? x * x : FloatFunctions.Power(x, y);
    }
}
