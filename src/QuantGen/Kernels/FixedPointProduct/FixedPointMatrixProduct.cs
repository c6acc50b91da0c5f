using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>
/// Matrix product of float rows with a constant right operand stored in 8 or 4 bits: the rows in 24-bit fixed point, products and their sums exact.
/// So weights are multiplied in the bytes that they are stored in, which no conversion to float keeps up with.
/// </summary>
/// <remarks>For generated code. A row's result is the same beside any other rows. One that has an element that is not finite gives NaN.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class FixedPointMatrixProduct
{
    /// <summary>Rows whose digits are in scratch memory at a time.</summary>
    internal const int BlockRows = 8;

    /// <summary>Up to here three digits' sums of products with int8 weights fit in 32 bits.</summary>
    private const int LargestReduction = 1 << 16;

    /// <summary>Whether there is such a product: of integer weights, and not of the longest columns.</summary>
    /// <param name="encoding">How weights are stored.</param>
    /// <param name="reduction">Weights of a column.</param>
    public static bool Supports(WeightEncoding encoding, int reduction)
    {
        return encoding is WeightEncoding.Int8 or WeightEncoding.Int4 or WeightEncoding.Int4ZeroPoint && reduction is > 0 and <= LargestReduction;
    }

    /// <summary>Bytes of scratch memory for any number of rows.</summary>
    /// <param name="encoding">How weights are stored.</param>
    /// <param name="reduction">Columns of the left operand.</param>
    /// <param name="columns">Columns of the right operand.</param>
    public static int ScratchLength(WeightEncoding encoding, int reduction, int columns)
    {
        return encoding == WeightEncoding.Int8 ? FixedPointInt8Product.ScratchLength(reduction, columns) : FixedPointInt4Product.ScratchLength(reduction);
    }

    /// <summary>
    /// Multiplies. With <c>T</c> the exact sum of a row's integers times a column's codes, int8: <c>(float)T * weightScale * scale + bias</c>; 4 bits:
    /// <c>sum((float)T * weightScale) * scale + bias</c> over segments of 32 steps of the reduction, or 16 if blocks have 16, in ascending order. Then
    /// the residual is added, and the result clamped.
    /// </summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="weights">Packed by <see cref="PackedFixedPointWeights"/>.</param>
    /// <param name="encoding">How the weights are stored.</param>
    /// <param name="blockSize">Weights of a column that share a scale, for 4-bit weights.</param>
    /// <param name="bias"><c>[columns]</c>, or empty.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes.</param>
    /// <param name="rows">Rows of the left operand.</param>
    /// <param name="reduction">Columns of the left operand.</param>
    /// <param name="columns">Columns of the right operand.</param>
    /// <param name="low">Lower bound of the result, negative infinity for none.</param>
    /// <param name="high">Upper bound of the result, infinity for none.</param>
    /// <param name="residual">Added before the clamp; the output's shape, or empty. It may be the output itself.</param>
    /// <exception cref="ArgumentException">A span is too short, or there is no such product or block.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<byte> weights,
        WeightEncoding encoding,
        int blockSize,
        ReadOnlySpan<float> bias,
        Span<float> output,
        Span<byte> scratch,
        int rows,
        int reduction,
        int columns,
        float low,
        float high,
        ReadOnlySpan<float> residual)
    {
        KernelChecks.Require(rows >= 0 && columns > 0, "A matrix product needs positive sizes.");
        KernelChecks.AtLeast(weights, PackedFixedPointWeights.Length(encoding, blockSize, reduction, columns));
        KernelChecks.AtLeast(input, (long)rows * reduction);
        KernelChecks.EmptyOrAtLeast(bias, columns);
        KernelChecks.AtLeast<float>(output, (long)rows * columns);
        KernelChecks.AtLeast<byte>(scratch, ScratchLength(encoding, reduction, columns));
        KernelChecks.EmptyOrAtLeast(residual, (long)rows * columns);
        fixed (byte* packed = weights, memory = scratch)
        fixed (float* inputs = input, biases = bias, outputs = output, residuals = residual)
        {
            var epilogue = new FloatTileOutput(biases, residuals, outputs, columns, low, high);
            if (encoding == WeightEncoding.Int8)
            {
                new FixedPointInt8Product(packed, memory, epilogue, reduction, columns).Multiply(inputs, rows);
            }
            else
            {
                var layout = new FourBitLayout(encoding == WeightEncoding.Int4ZeroPoint, blockSize, reduction);
                new FixedPointInt4Product(packed, memory, layout, epilogue, columns).Multiply(inputs, rows);
            }
        }
    }
}
