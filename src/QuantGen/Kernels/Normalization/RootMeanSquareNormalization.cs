using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Normalization by the root of the mean square over the last axis, as ONNX's RMSNormalization.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class RootMeanSquareNormalization
{
    /// <summary><c>x / sqrt(mean(x^2) + epsilon) * scale</c>, row by row; the quotient is a product with the rounded reciprocal.</summary>
    /// <param name="input"><c>[rows, columns]</c>.</param>
    /// <param name="scale"><c>[columns]</c>.</param>
    /// <param name="output"><c>[rows, columns]</c>; it may be the input.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Run(ReadOnlySpan<float> input, ReadOnlySpan<float> scale, Span<float> output, int rows, int columns, float epsilon)
    {
        var elements = ShapeChecks.Elements([rows, columns]);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<float>(output, elements);
        KernelChecks.AtLeast(scale, columns);
        fixed (float* inputs = input, scales = scale, outputs = output)
        {
            for (nint row = 0; row < rows; row++)
            {
                var source = inputs + (row * columns);
                var factor = 1 / MathF.Sqrt(RowNormalization.MeanSquare(source, columns, centre: 0) + epsilon);
                RowNormalization.Apply(source, scales, null, outputs + (row * columns), columns, centre: 0, factor);
            }
        }
    }
}
