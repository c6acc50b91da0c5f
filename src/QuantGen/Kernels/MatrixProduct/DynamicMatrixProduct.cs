using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Product of a matrix that was quantized while running, one scale for each row, with int8 weights.</summary>
/// <remarks>
/// For generated code. Input rows are padded to a multiple of four. The formula is <see cref="DynamicScaling.Apply"/>'s: sums are exact, so each
/// row's result is the same beside any other rows.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class DynamicMatrixProduct
{
    private static readonly delegate*<in ConvolutionArguments, void> Kernel = KernelSelection.Select(QuantizedConvolutionKernels.All).Run;

    /// <summary>Multiplies to float: <c>clamp((accumulator - zeroPoint * weightSum) * (scale * weightScale) + bias, low, high)</c>.</summary>
    /// <param name="input"><c>[rows, reduction]</c>, from <see cref="DynamicQuantization.Quantize"/>.</param>
    /// <param name="scales">Of the input: <c>[rows]</c>, or one for the whole matrix.</param>
    /// <param name="zeroPoints">As <paramref name="scales"/>.</param>
    /// <param name="weights"><c>[reduction, columns]</c>, packed at build time.</param>
    /// <param name="weightScales">Per column; padded with zeros to a multiple of 16.</param>
    /// <param name="weightSums">Per column, the sum of its weights; padded as <paramref name="weightScales"/>.</param>
    /// <param name="bias">Per column, padded as <paramref name="weightScales"/>; or empty.</param>
    /// <param name="output"><c>[rows, columns]</c>, rows not padded.</param>
    /// <param name="rows">Rows of the input, at least 0.</param>
    /// <param name="reduction">Columns of the input, at least 1.</param>
    /// <param name="columns">Columns of the output, at least 1.</param>
    /// <param name="perTensor">Whether the whole input has one scale.</param>
    /// <param name="low">Least output, or negative infinity.</param>
    /// <param name="high">Greatest output, or infinity.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void Run(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<byte> zeroPoints,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        Span<float> output,
        int rows,
        int reduction,
        int columns,
        bool perTensor,
        float low,
        float high)
    {
        if (rows == 0)
        {
            return;
        }

        var geometry = QuantizedMatrixProduct.Geometry(rows, reduction, columns);
        DynamicConvolutionCall.Run(
            Kernel, PackedWeights.ConvolutionLengths(geometry), input, scales, zeroPoints, weights, weightScales, weightSums, bias, output, geometry,
            perTensor ? rows : 1, low, high);
    }
}
