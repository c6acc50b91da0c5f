using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Quantizes activations to uint8 with scales that are found while running, one for each row.</summary>
/// <remarks>
/// For generated code. A row's result depends on that row alone, so it is the same in every batch. Lines of the 8-bit side are padded to a
/// multiple of four; those of the float side are not.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class DynamicQuantization
{
    private static readonly delegate*<in DynamicQuantizationArguments, void> Kernel = KernelSelection.Select(DynamicQuantizationKernels.All).Run;

    /// <summary>
    /// Per row: <c>scale = (max - min) / 255</c> over its values and 0, <c>zeroPoint = rne(clamp(-min / scale, 0, 255))</c>, and
    /// <c>clamp(rne(x / scale) + zeroPoint, 0, 255)</c>.
    /// </summary>
    /// <remarks>
    /// A row of zeros has scale 1 and zero point 0. NaN and infinities do not widen a range: NaN becomes the zero point, infinities saturate.
    /// </remarks>
    /// <param name="input"><c>[rows, lines, columns]</c>.</param>
    /// <param name="output"><c>[rows, lines, columns]</c>, lines padded to a multiple of four.</param>
    /// <param name="scales"><c>[rows]</c>.</param>
    /// <param name="zeroPoints"><c>[rows]</c>.</param>
    /// <param name="rows">What has a scale of its own (a token, a sample, the whole tensor), at least 0.</param>
    /// <param name="lines">Lines of a row, at least 0.</param>
    /// <param name="columns">Values of a line, at least 0.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need.</exception>
    public static void Quantize(
        ReadOnlySpan<float> input, Span<byte> output, Span<float> scales, Span<byte> zeroPoints, int rows, int lines, int columns)
    {
        KernelChecks.Require(rows >= 0 && lines >= 0 && columns >= 0, "A tensor has no negative size.");
        var allLines = checked((long)rows * lines);
        KernelChecks.AtLeast(input, allLines * columns);
        // The padding of the last line is not written, so it need not exist.
        KernelChecks.AtLeast<byte>(output, allLines == 0 ? 0 : ((allLines - 1) * KernelChecks.RowStride(columns)) + columns);
        KernelChecks.AtLeast<float>(scales, rows);
        KernelChecks.AtLeast<byte>(zeroPoints, rows);
        fixed (float* floats = input, rowScales = scales)
        fixed (byte* bytes = output, rowZeroPoints = zeroPoints)
        {
            Kernel(new DynamicQuantizationArguments
            {
                Floats = floats,
                Bytes = bytes,
                Scales = rowScales,
                ZeroPoints = rowZeroPoints,
                Rows = rows,
                Lines = lines,
                Columns = columns,
            });
        }
    }
}
