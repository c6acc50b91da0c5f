using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Layer normalization over the last axis; neighbouring axes merge into one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class LayerNormalization
{
    /// <summary>What an element costs, in the bytes or multiply-adds that <see cref="ParallelLoop"/> counts.</summary>
    private const int WorkPerElement = 16;

    /// <summary>
    /// <c>(x - mean) / sqrt(variance + epsilon) * scale + bias</c>, row by row; the quotient is a product with the rounded reciprocal.
    /// </summary>
    /// <param name="input"><c>[rows, columns]</c>.</param>
    /// <param name="scale"><c>[columns]</c>.</param>
    /// <param name="bias"><c>[columns]</c>, or empty.</param>
    /// <param name="output"><c>[rows, columns]</c>; it may be the input.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> bias,
        Span<float> output,
        int rows,
        int columns,
        float epsilon)
    {
        var elements = ShapeChecks.Elements([rows, columns]);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<float>(output, elements);
        KernelChecks.AtLeast(scale, columns);
        KernelChecks.EmptyOrAtLeast(bias, columns);
        fixed (float* inputs = input, scales = scale, biases = bias, outputs = output)
        {
            var job = new Job
            {
                Input = inputs,
                Scale = scales,
                Bias = biases,
                Output = outputs,
                Rows = rows,
                Columns = columns,
                Epsilon = epsilon,
                Parts = ParallelLoop.Parts(elements * WorkPerElement, rows),
            };
            ParallelLoop.Run(job.Parts, &RunPart, &job);
        }
    }

    private static void RunPart(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        var (row, end) = ParallelLoop.Part(job.Rows, 1, job.Parts, item);
        for (; row < end; row++)
        {
            var source = job.Input + (row * job.Columns);
            var mean = RowNormalization.Mean(source, job.Columns);
            var factor = 1 / MathF.Sqrt(RowNormalization.MeanSquare(source, job.Columns, mean) + job.Epsilon);
            RowNormalization.Apply(source, job.Scale, job.Bias, job.Output + (row * job.Columns), job.Columns, mean, factor);
        }
    }

    private struct Job
    {
        internal float* Input;
        internal float* Scale;
        internal float* Bias;
        internal float* Output;
        internal int Rows;
        internal int Columns;
        internal float Epsilon;
        internal int Parts;
    }
}
