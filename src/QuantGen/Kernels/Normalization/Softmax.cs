using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Softmax over one axis; neighbouring axes merge into one. Input and output may be the same memory.</summary>
/// <remarks>
/// The largest element is subtracted first; exponentials are multiplied with the rounded reciprocal of their sum. Sums are in the order of
/// <see cref="Reduction"/>.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Softmax
{
    private const int Lanes = 16;

    /// <summary>What an element costs, in the multiply-adds that <see cref="ParallelLoop"/> counts.</summary>
    private const int WorkPerElement = 32;

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
            if (inner == 1)
            {
                RunRows(new Job { Input = inputs, Output = outputs, Rows = outer, Axis = axis, IsLogarithm = logarithm });
                return;
            }

            for (nint row = 0; row < outer && axis > 0; row++)
            {
                var offset = row * axis * inner;
                for (nint column = 0; column < inner; column += Lanes)
                {
                    RunColumns(
                        inputs + offset + column, outputs + offset + column, axis, inner, (int)Math.Min(Lanes, inner - column), logarithm);
                }
            }
        }
    }

    private static void RunRows(Job job)
    {
        if (job.Axis > 0)
        {
            job.Parts = ParallelLoop.Parts(job.Rows * job.Axis * WorkPerElement, job.Rows);
            ParallelLoop.Run(job.Parts, &RunPart, &job);
        }
    }

    private static void RunPart(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        var (row, end) = ParallelLoop.Part(job.Rows, 1, job.Parts, item);
        if (job.Axis <= ShortSoftmax.MostElements && !job.IsLogarithm)
        {
            ShortSoftmax.Run(job.Input + (row * job.Axis), job.Output + (row * job.Axis), end - row, job.Axis);
            return;
        }

        for (; row < end; row++)
        {
            var source = job.Input + (row * job.Axis);
            var target = job.Output + (row * job.Axis);
            var largest = FloatReduction.FoldRow<MaximumFold>(source, job.Axis);
            var sum = ExponentialsOfRow(source, target, job.Axis, largest, job.IsLogarithm);
            FinishRow(target, job.Axis, Vector512.Create(sum), job.IsLogarithm);
        }
    }

    /// <summary>Writes the exponentials (of the logarithm: their exponents) and returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ExponentialsOfRow(float* input, float* output, int count, float largest, bool logarithm)
    {
        var largests = Vector512.Create(largest);
        var sums = Vector512<float>.Zero;
        nint index = 0;
        for (; index <= count - Lanes; index += Lanes)
        {
            var shifted = Vector512.Load(input + index) - largests;
            var exponential = FloatFunctions.ExpOfNonPositive(shifted);
            sums += exponential;
            (logarithm ? shifted : exponential).Store(output + index);
        }

        if (index < count)
        {
            var width = (int)(count - index);
            var shifted = PartialVector.Load(input + index, width) - Vector512.Create(largest);
            var exponential = FloatFunctions.ExpOfNonPositive(shifted);
            sums = Vector512.ConditionalSelect(FloatReduction.FirstLanes(width), sums + exponential, sums);
            PartialVector.Store(logarithm ? shifted : exponential, output + index, width);
        }

        return FloatReduction.JoinLanes<SumFold>(sums);
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
            var exponential = FloatFunctions.ExpOfNonPositive(shifted);
            sums += exponential;
            PartialVector.Store(logarithm ? shifted : exponential, output + (index * inner), width);
        }

        for (nint index = 0; index < axis; index++)
        {
            FinishRow(output + (index * inner), width, sums, logarithm);
        }
    }

    /// <summary>Divides by the sums, or subtracts their logarithms.</summary>
    private static void FinishRow(float* output, int count, Vector512<float> sums, bool logarithm)
    {
        if (logarithm)
        {
            var shift = FloatFunctions.Log(sums);
            for (nint index = 0; index < count; index += Lanes)
            {
                var width = (int)Math.Min(Lanes, count - index);
                PartialVector.Store(PartialVector.Load(output + index, width) - shift, output + index, width);
            }
        }
        else
        {
            ScaleRow(output, count, Vector512<float>.One / sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleRow(float* output, int count, Vector512<float> factors)
    {
        nint index = 0;
        for (; index <= count - Lanes; index += Lanes)
        {
            (Vector512.Load(output + index) * factors).Store(output + index);
        }

        var width = (int)(count - index);
        if (width > 0)
        {
            PartialVector.Store(PartialVector.Load(output + index, width) * factors, output + index, width);
        }
    }

    /// <summary>Rows to normalize.</summary>
    private struct Job
    {
        internal float* Input;
        internal float* Output;
        internal long Rows;
        internal int Axis;
        internal bool IsLogarithm;
        internal int Parts;
    }
}
