using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// Product of activations in 16 bits with int8 weights. The high and the low bytes of a row are two rows of an 8-bit product
/// (<see cref="DynamicMatrixProduct"/>), so that weights are read once for both.
/// </summary>
/// <remarks>For generated code. A row's result is the same beside any other rows, unless all share a scale that is found while running.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class WideMatrixProduct
{
    /// <summary>Rows that are multiplied at a time: their sums stay in a core's second-level cache.</summary>
    private const int BlockRows = 12;

    /// <summary>Bytes of scratch memory.</summary>
    /// <param name="reduction">Columns of the input.</param>
    /// <param name="columns">Columns of the output.</param>
    public static int ScratchLength(int reduction, int columns)
    {
        return checked(2 * BlockRows * (KernelChecks.RowStride(reduction) + (columns * sizeof(float)) + sizeof(float) + sizeof(byte)));
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
        KernelChecks.Require(rows >= 0 && reduction > 0 && columns > 0, "A matrix has no negative size.");
        KernelChecks.AtLeast(input, (long)rows * reduction);
        KernelChecks.AtLeast<float>(output, (long)rows * columns);
        KernelChecks.AtLeast<byte>(scratch, ScratchLength(reduction, columns));
        quantization.Check();
        fixed (float* inputs = input, outputs = output)
        fixed (byte* memory = scratch)
        {
            var block = new WideBlock(memory, BlockRows, reduction, columns);
            var (scale, zeroPoint) = quantization.Sharing == WideScale.PerTensor
                ? WideRows.Range(inputs, (long)rows * reduction)
                : (quantization.Scale, quantization.ZeroPoint);
            for (var first = 0; first < rows; first += BlockRows)
            {
                var count = Math.Min(BlockRows, rows - first);
                for (var row = 0; row < count; row++)
                {
                    var source = inputs + ((nint)(first + row) * reduction);
                    var (rowScale, rowZeroPoint) = quantization.Sharing == WideScale.PerRow ? WideRows.Range(source, reduction) : (scale, zeroPoint);
                    block.Quantize(row, source, rowScale, rowZeroPoint);
                }

                Multiply(block, 2 * count, weights, weightScales, weightSums);
                block.Join(count, bias, outputs + ((nint)first * columns));
            }
        }
    }

    private static void Multiply(
        in WideBlock block, int rows, ReadOnlySpan<sbyte> weights, ReadOnlySpan<float> weightScales, ReadOnlySpan<int> weightSums)
    {
        DynamicMatrixProduct.Run(
            new ReadOnlySpan<byte>(block.Bytes, rows * KernelChecks.RowStride(block.Reduction)),
            new ReadOnlySpan<float>(block.Scales, rows),
            new ReadOnlySpan<byte>(block.ZeroPoints, rows),
            weights,
            weightScales,
            weightSums,
            [],
            new Span<float>(block.Sums, rows * block.Columns),
            rows,
            block.Reduction,
            block.Columns,
            perTensor: false,
            float.NegativeInfinity,
            float.PositiveInfinity);
    }
}
