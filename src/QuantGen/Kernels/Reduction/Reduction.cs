using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Reductions over one axis; neighbouring axes merge into one.</summary>
/// <remarks>
/// Where the axis is the last one (<c>inner</c> is 1) there are sixteen partial results, lane i taking the elements i, i + 16, ...,
/// joined by halving. Else each output takes its elements in ascending order.
/// <para>
/// Every method reads <c>[outer, axis, inner]</c>, writes <c>[outer, inner]</c>, and throws <see cref="ArgumentException"/> when a span is
/// too short.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Reduction
{
    /// <summary>The sum.</summary>
    public static void Sum(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<SumFold>(input, output, outer, axis, inner);
    }

    /// <summary>The mean: the sum divided by the number of elements.</summary>
    public static void Mean(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<MeanFold>(input, output, outer, axis, inner);
    }

    /// <summary>The sum of the squares.</summary>
    public static void SumOfSquares(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<SumOfSquaresFold>(input, output, outer, axis, inner);
    }

    /// <summary>The sum of the absolute values.</summary>
    public static void L1(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<L1Fold>(input, output, outer, axis, inner);
    }

    /// <summary>The square root of the sum of the squares.</summary>
    public static void L2(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<L2Fold>(input, output, outer, axis, inner);
    }

    /// <summary>The product.</summary>
    public static void Product(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<ProductFold>(input, output, outer, axis, inner);
    }

    /// <summary>The largest element. NaN never wins.</summary>
    public static void Max(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<MaximumFold>(input, output, outer, axis, inner);
    }

    /// <summary>The smallest element. NaN never wins.</summary>
    public static void Min(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
    {
        FloatReduction.Run<MinimumFold>(input, output, outer, axis, inner);
    }
}
