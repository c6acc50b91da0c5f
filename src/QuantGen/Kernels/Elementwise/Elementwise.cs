using System.ComponentModel;
using System.Numerics.Tensors;

namespace QuantGen.Kernels;

/// <summary>Functions of one operand, element by element. Input and output may be the same memory.</summary>
/// <remarks>Every method throws <see cref="ArgumentException"/> when the output is shorter than the input.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Elementwise
{
    /// <summary><c>max(x, 0)</c>.</summary>
    public static void Relu(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, new ClipFunction(0, float.PositiveInfinity));
    }

    /// <summary>Clamps to <c>[low, high]</c>; NaN stays NaN.</summary>
    public static void Clip(ReadOnlySpan<float> input, Span<float> output, float low, float high)
    {
        VectorMap.Run(input, output, new ClipFunction(low, high));
    }

    /// <inheritdoc cref="Clip(ReadOnlySpan{float}, Span{float}, float, float)"/>
    public static void Clip(ReadOnlySpan<int> input, Span<int> output, int low, int high)
    {
        TensorPrimitives.Max(input, low, output);
        TensorPrimitives.Min(output[..input.Length], high, output);
    }

    /// <inheritdoc cref="Clip(ReadOnlySpan{float}, Span{float}, float, float)"/>
    public static void Clip(ReadOnlySpan<long> input, Span<long> output, long low, long high)
    {
        TensorPrimitives.Max(input, low, output);
        TensorPrimitives.Min(output[..input.Length], high, output);
    }

    /// <summary><c>x</c> where it is not negative, <c>alpha * x</c> elsewhere.</summary>
    public static void LeakyRelu(ReadOnlySpan<float> input, Span<float> output, float alpha)
    {
        VectorMap.Run(input, output, new LeakyReluFunction(alpha));
    }

    /// <summary><c>x</c> where it is above <paramref name="alpha"/>, 0 elsewhere.</summary>
    public static void ThresholdedRelu(ReadOnlySpan<float> input, Span<float> output, float alpha)
    {
        VectorMap.Run(input, output, new ThresholdedReluFunction(alpha));
    }

    /// <summary><c>x + bias</c> below minus <paramref name="lambda"/>, <c>x - bias</c> above it, 0 between.</summary>
    public static void Shrink(ReadOnlySpan<float> input, Span<float> output, float bias, float lambda)
    {
        VectorMap.Run(input, output, new ShrinkFunction(bias, lambda));
    }

    /// <summary><c>clamp(alpha * x + beta, 0, 1)</c>.</summary>
    public static void HardSigmoid(ReadOnlySpan<float> input, Span<float> output, float alpha, float beta)
    {
        VectorMap.Run(input, output, new HardSigmoidFunction(alpha, beta));
    }

    /// <summary><c>x * clamp(x / 6 + 1 / 2, 0, 1)</c>.</summary>
    public static void HardSwish(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(HardSwishFunction));
    }

    /// <summary><c>1 / (1 + e^-x)</c>.</summary>
    public static void Sigmoid(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(SigmoidFunction));
    }

    /// <summary><c>x / (1 + e^(-alpha * x))</c>, the swish or SiLU when <paramref name="alpha"/> is 1.</summary>
    public static void Swish(ReadOnlySpan<float> input, Span<float> output, float alpha)
    {
        VectorMap.Run(input, output, new SwishFunction(alpha));
    }

    /// <summary>The hyperbolic tangent.</summary>
    public static void Tanh(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(TanhFunction));
    }

    /// <summary>e^x.</summary>
    public static void Exp(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(ExpFunction));
    }

    /// <summary>The natural logarithm.</summary>
    public static void Log(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(LogFunction));
    }

    /// <summary>The Gauss error function.</summary>
    public static void Erf(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(ErfFunction));
    }

    /// <summary><c>ln(1 + e^x)</c>.</summary>
    public static void Softplus(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(SoftplusFunction));
    }

    /// <summary><c>x * tanh(ln(1 + e^x))</c>.</summary>
    public static void Mish(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(MishFunction));
    }

    /// <summary><c>x / (1 + |x|)</c>.</summary>
    public static void Softsign(ReadOnlySpan<float> input, Span<float> output)
    {
        VectorMap.Run(input, output, default(SoftsignFunction));
    }

    /// <summary>
    /// <c>gamma * x</c> where x is positive, <c>gamma * alpha * (e^x - 1)</c> elsewhere: Elu when <paramref name="gamma"/> is 1, else Selu.
    /// </summary>
    public static void Elu(ReadOnlySpan<float> input, Span<float> output, float alpha, float gamma)
    {
        VectorMap.Run(input, output, new EluFunction(alpha, gamma));
    }

    /// <summary>The Gaussian error linear unit, by its definition with erf or by its tanh approximation.</summary>
    public static void Gelu(ReadOnlySpan<float> input, Span<float> output, bool tanhApproximation)
    {
        if (tanhApproximation)
        {
            VectorMap.Run(input, output, default(GeluTanhFunction));
        }
        else
        {
            VectorMap.Run(input, output, default(GeluFunction));
        }
    }

    /// <summary>Multiplies a tensor in place by a factor.</summary>
    internal static void Scale(Span<float> values, float factor)
    {
        if (factor != 1)
        {
            TensorPrimitives.Multiply(values, factor, values);
        }
    }
}
