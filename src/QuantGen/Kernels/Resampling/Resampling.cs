using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Linear and cubic interpolation along an axis.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Resampling
{
    private const int Lanes = 16;

    /// <summary>Every element of the output is a weighted sum of elements of the input along an axis, taken in ascending order of the taps.</summary>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="output"><c>[outer, length, inner]</c>, where length is that of <paramref name="indices"/> over <paramref name="taps"/>.</param>
    /// <param name="indices"><c>[length, taps]</c>, from 0 to <c>axis - 1</c>; an output whose first index is negative is <paramref name="outside"/>.</param>
    /// <param name="weights"><c>[length, taps]</c>.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <param name="taps">Elements of the input for each one of the output.</param>
    /// <param name="outside">The value of outputs that are outside.</param>
    /// <exception cref="ArgumentException">A span is too short, or an index out of range.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        Span<float> output,
        ReadOnlySpan<int> indices,
        ReadOnlySpan<float> weights,
        int outer,
        int axis,
        int inner,
        int taps,
        float outside)
    {
        var length = indices.Length / taps;
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<float>(output, ShapeChecks.Elements([outer, length, inner]));
        KernelChecks.AtLeast(weights, indices.Length);
        foreach (var index in indices)
        {
            KernelChecks.Require(index < axis, "An index is out of range.");
        }

        fixed (float* source = input, target = output)
        {
            for (nint row = 0; row < (nint)outer * length; row++)
            {
                var first = (int)(row % length) * taps;
                var result = new Span<float>(target + (row * inner), inner);
                if (indices[first] < 0)
                {
                    result.Fill(outside);
                }
                else
                {
                    Sum(source + (row / length * axis * inner), target + (row * inner), indices.Slice(first, taps), weights.Slice(first, taps), inner);
                }
            }
        }
    }

    private static void Sum(float* input, float* output, ReadOnlySpan<int> indices, ReadOnlySpan<float> weights, int inner)
    {
        nint column = 0;
        for (; inner - column >= Lanes; column += Lanes)
        {
            var sum = Vector512<float>.Zero;
            for (var tap = 0; tap < indices.Length; tap++)
            {
                sum += Vector512.Load(input + ((nint)indices[tap] * inner) + column) * Vector512.Create(weights[tap]);
            }

            sum.Store(output + column);
        }

        for (; column < inner; column++)
        {
            var sum = 0f;
            for (var tap = 0; tap < indices.Length; tap++)
            {
                sum += input[((nint)indices[tap] * inner) + column] * weights[tap];
            }

            output[column] = sum;
        }
    }
}
