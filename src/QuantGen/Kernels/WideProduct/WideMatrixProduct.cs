using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>
/// Product of activations in 16 bits with int8 weights. The high and the low bytes of a row are two rows of an 8-bit product
/// (<see cref="DotProductSums"/> and its like), so that weights are read once for both.
/// </summary>
/// <remarks>For generated code. A row's result is the same beside any other rows, unless all share a scale that is found while running.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class WideMatrixProduct
{
    /// <summary>Bytes of scratch memory.</summary>
    /// <param name="reduction">Columns of the input.</param>
    /// <param name="columns">Columns of the output.</param>
    public static int ScratchLength(int reduction, int columns)
    {
        return WideProduct.ScratchLength(reduction, columns);
    }

    /// <summary>
    /// Multiplies: <c>output = high + low</c>, each <c>(accumulator - zeroPoint * weightSum) * (scale * weightScale)</c>, <c>high</c> with 256 times the scale
    /// of <c>low</c> and with the bias.
    /// </summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="weights"><c>[reduction, columns]</c>, packed at build time.</param>
    /// <param name="weightScales">Per column; padded with zeros to a multiple of 16.</param>
    /// <param name="weightSums">Per column, the sum of its weights; padded as <paramref name="weightScales"/>.</param>
    /// <param name="bias">Per column, padded as <paramref name="weightScales"/>; or empty.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes.</param>
    /// <param name="quantization">How the input is quantized.</param>
    /// <param name="rows">Rows of the input, at least 0.</param>
    /// <param name="reduction">Columns of the input, at least 1.</param>
    /// <param name="columns">Columns of the output, at least 1.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        Span<float> output,
        Span<byte> scratch,
        in WideQuantization quantization,
        int rows,
        int reduction,
        int columns)
    {
        WideProduct.Check(weights, weightScales, weightSums, bias, scratch, quantization, reduction, columns);
        KernelChecks.AtLeast(input, (long)rows * reduction);
        KernelChecks.AtLeast<float>(output, (long)rows * columns);
        fixed (float* inputs = input, outputs = output, scales = weightScales, biases = bias)
        fixed (sbyte* packed = weights)
        fixed (int* sums = weightSums)
        fixed (byte* memory = scratch)
        {
            new WideProduct(packed, scales, sums, biases, memory, quantization, reduction, columns).Multiply(inputs, outputs, rows);
        }
    }
}
