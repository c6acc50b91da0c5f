using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Softmax over one axis; neighbouring axes merge into one. Input and output may be the same memory.</summary>
/// <remarks>The largest element is subtracted first. Sums are in the order of <see cref="Reduction"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Softmax
{
    private const int Lanes = 16;

    /// <summary>e^x divided by the sum of e^x along the axis.</summary>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="output">The same shape.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Run(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        Run(input, output, outer, axis, inner, logarithm: false);
    }

    /// <summary>The natural logarithm of <see cref="Run(ReadOnlySpan{float}, Span{float}, int, int, int)"/>.</summary>
    /// <inheritdoc cref="Run(ReadOnlySpan{float}, Span{float}, int, int, int)"/>
    public static void RunLogarithm(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        Run(input, output, outer, axis, inner, logarithm: true);
    }

    private static void Run(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner, bool logarithm)
    {
        var elements = ShapeChecks.Elements([outer, axis, inner]);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<float>(output, elements);
        fixed (float* inputs = input, outputs = output)
        {
            for (nint row = 0; row < outer && axis > 0; row++)
            {
                var source = inputs + (row * axis * inner);
                var target = outputs + (row * axis * inner);
                if (inner == 1)
                {
                    RunRow(source, target, axis, logarithm);
                    continue;
                }

                for (nint column = 0; column < inner; column += Lanes)
                {
                    RunColumns(source + column, target + column, axis, inner, (int)Math.Min(Lanes, inner - column), logarithm);
                }
            }
        }
    }

    private static void RunRow(float* input, float* output, int count, bool logarithm)
    {
        var largest = Vector512.Create(FloatReduction.FoldRow<MaximumFold>(input, count));
        var sums = Vector512<float>.Zero;
        for (nint index = 0; index < count; index += Lanes)
        {
            var width = (int)Math.Min(Lanes, count - index);
            var shifted = PartialVector.Load(input + index, width) - largest;
            var exponential = FloatFunctions.Exp(shifted);
            sums = width == Lanes
                ? sums + exponential
                : Vector512.ConditionalSelect(FloatReduction.FirstLanes(width), sums + exponential, sums);
            PartialVector.Store(logarithm ? shifted : exponential, output + index, width);
        }

        var total = Vector512.Create(FloatReduction.JoinLanes<SumFold>(sums));
        Finish(output, count, total, logarithm);
    }

    private static void RunColumns(float* input, float* output, int axis, int inner, int width, bool logarithm)
    {
        var largest = MaximumFold.Start;
        for (nint index = 0; index < axis; index++)
        {
            largest = MaximumFold.Fold(largest, PartialVector.Load(input + (index * inner), width));
        }

        var sums = Vector512<float>.Zero;
        for (nint index = 0; index < axis; index++)
        {
            var shifted = PartialVector.Load(input + (index * inner), width) - largest;
            var exponential = FloatFunctions.Exp(shifted);
            sums += exponential;
            PartialVector.Store(logarithm ? shifted : exponential, output + (index * inner), width);
        }

        for (nint index = 0; index < axis; index++)
        {
            Finish(output + (index * inner), width, sums, logarithm);
        }
    }

    /// <summary>Divides by the sums, or subtracts their logarithms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float* output, int count, Vector512<float> sums, bool logarithm)
    {
        var shift = logarithm ? FloatFunctions.Log(sums) : sums;
        for (nint index = 0; index < count; index += Lanes)
        {
            var width = (int)Math.Min(Lanes, count - index);
            var value = PartialVector.Load(output + index, width);
            PartialVector.Store(logarithm ? value - shift : value / shift, output + index, width);
        }
    }
}
