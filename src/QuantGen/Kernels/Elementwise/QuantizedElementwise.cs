using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Element-wise operations on two uint8 tensors of equal layout.</summary>
/// <remarks>For generated code. Lengths are physical: the padding of the last dimension is computed along with the rest.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class QuantizedElementwise
{
    private static readonly delegate*<in ElementwiseArguments, void> AddKernel = KernelSelection.Select(QuantizedElementwiseKernels.Add).Run;
    private static readonly delegate*<in ElementwiseArguments, void> MultiplyKernel =
        KernelSelection.Select(QuantizedElementwiseKernels.Multiply).Run;

    /// <summary>Adds two tensors of the same shape.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand, at least as long as <paramref name="output"/>.</param>
    /// <param name="output">The sum; its length says how many elements there are. May be one of the operands.</param>
    /// <param name="addition">The ratios of the scales, and the bounds.</param>
    /// <exception cref="ArgumentException">An operand is shorter than the output, or a value is out of its range.</exception>
    public static void Add(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> output, in QuantizedAddition addition)
    {
        addition.Check();
        Run(AddKernel, left, right, output, 1, output.Length, 1, addition, default);
    }

    /// <summary>Multiplies two tensors of the same shape.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand, at least as long as <paramref name="output"/>.</param>
    /// <param name="output">The product; its length says how many elements there are. May be one of the operands.</param>
    /// <param name="leftZeroPoint">Zero point of the left operand, 0..255.</param>
    /// <param name="rightZeroPoint">Zero point of the right operand, 0..255.</param>
    /// <param name="multiplier">Scale of the left operand * scale of the right one / scale of the output.</param>
    /// <param name="requantization">From scaled product to byte.</param>
    /// <exception cref="ArgumentException">An operand is shorter than the output, or a value is out of its range.</exception>
    public static void Multiply(
        ReadOnlySpan<byte> left,
        ReadOnlySpan<byte> right,
        Span<byte> output,
        int leftZeroPoint,
        int rightZeroPoint,
        float multiplier,
        in Requantization requantization)
    {
        var multiplication = new QuantizedMultiplication(leftZeroPoint, rightZeroPoint, multiplier, requantization);
        multiplication.Check();
        Run(MultiplyKernel, left, right, output, 1, output.Length, 1, default, multiplication);
    }

    /// <summary>Adds one row per batch item to all of that item's positions: <c>[N, spatial, C] + [N, 1, C]</c>.</summary>
    /// <param name="left"><c>[batch, spatial, channels]</c>.</param>
    /// <param name="right"><c>[batch, channels]</c>.</param>
    /// <param name="output"><c>[batch, spatial, channels]</c>; may be <paramref name="left"/>.</param>
    /// <param name="batch">Batch items, at least 0.</param>
    /// <param name="spatial">Positions of an item, at least 1.</param>
    /// <param name="channels">The row stride: channels rounded up to a multiple of four.</param>
    /// <param name="addition">The ratios of the scales, and the bounds.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void AddPerChannel(
        ReadOnlySpan<byte> left,
        ReadOnlySpan<byte> right,
        Span<byte> output,
        int batch,
        int spatial,
        int channels,
        in QuantizedAddition addition)
    {
        addition.Check();
        Run(AddKernel, left, right, output, Rows(batch, spatial), channels, spatial, addition, default);
    }

    /// <summary>
    /// Multiplies all positions of a batch item by that item's row (squeeze-and-excite): <c>[N, spatial, C] * [N, 1, C]</c>.
    /// </summary>
    /// <param name="left"><c>[batch, spatial, channels]</c>.</param>
    /// <param name="right"><c>[batch, channels]</c>.</param>
    /// <param name="output"><c>[batch, spatial, channels]</c>; may be <paramref name="left"/>.</param>
    /// <param name="batch">Batch items, at least 0.</param>
    /// <param name="spatial">Positions of an item, at least 1.</param>
    /// <param name="channels">The row stride: channels rounded up to a multiple of four.</param>
    /// <param name="leftZeroPoint">Zero point of the left operand, 0..255.</param>
    /// <param name="rightZeroPoint">Zero point of the right operand, 0..255.</param>
    /// <param name="multiplier">Scale of the left operand * scale of the right one / scale of the output.</param>
    /// <param name="requantization">From scaled product to byte.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void MultiplyPerChannel(
        ReadOnlySpan<byte> left,
        ReadOnlySpan<byte> right,
        Span<byte> output,
        int batch,
        int spatial,
        int channels,
        int leftZeroPoint,
        int rightZeroPoint,
        float multiplier,
        in Requantization requantization)
    {
        var multiplication = new QuantizedMultiplication(leftZeroPoint, rightZeroPoint, multiplier, requantization);
        multiplication.Check();
        Run(MultiplyKernel, left, right, output, Rows(batch, spatial), channels, spatial, default, multiplication);
    }

    private static int Rows(int batch, int spatial)
    {
        KernelChecks.Require(batch >= 0 && spatial > 0, "There is at least one position in a batch item.");
        return checked(batch * spatial);
    }

    /// <summary>Checks the spans and calls a kernel.</summary>
    internal static void Run(
        delegate*<in ElementwiseArguments, void> kernel,
        ReadOnlySpan<byte> left,
        ReadOnlySpan<byte> right,
        Span<byte> output,
        int rows,
        int columns,
        int rowsPerRight,
        in QuantizedAddition addition,
        in QuantizedMultiplication multiplication)
    {
        KernelChecks.Require(columns >= 0, "A row has no negative length.");
        KernelChecks.AtLeast(left, (long)rows * columns);
        KernelChecks.AtLeast(right, (long)(rows / rowsPerRight) * columns);
        KernelChecks.AtLeast((ReadOnlySpan<byte>)output, (long)rows * columns, nameof(output));
        fixed (byte* lefts = left, rights = right, outputs = output)
        {
            var arguments = new ElementwiseArguments
            {
                Left = lefts,
                Right = rights,
                Output = outputs,
                Rows = rows,
                Columns = columns,
                RowsPerRight = rowsPerRight,
                Addition = addition,
                Multiplication = multiplication,
            };
            kernel(arguments);
        }
    }
}
