using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Layer normalization over the last axis; neighbouring axes merge into one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class LayerNormalization
{
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
            for (nint row = 0; row < rows; row++)
            {
                var source = inputs + (row * columns);
                var mean = FloatReduction.FoldRow<MeanFold>(source, columns);
                var factor = 1 / MathF.Sqrt(RowNormalization.MeanSquare(source, columns, mean) + epsilon);
                RowNormalization.Apply(source, scales, biases, outputs + (row * columns), columns, mean, factor);
            }
        }
    }
}
