using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>
/// Product of a uint8 matrix with int8 weights: a convolution with one tap over <c>rows</c> positions, by the same kernels.
/// </summary>
/// <remarks>For generated code. Input and 8-bit output rows are padded to a multiple of four.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class QuantizedMatrixProduct
{
    private static readonly delegate*<in ConvolutionArguments, void> Kernel = KernelSelection.Select(QuantizedConvolutionKernels.All).Run;

    /// <summary>Multiplies to 8 bits: requantize, then the table, then the residual add.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="weights"><c>[reduction, columns]</c>, packed at build time.</param>
    /// <param name="bias">
    /// Per column, minus the input's zero point times the column's sum of weights; padded with zeros to a multiple of 16.
    /// </param>
    /// <param name="multipliers">Per column, input scale * weight scale / output scale; padded as <paramref name="bias"/>.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    /// <param name="rows">Rows of the input, at least 0.</param>
    /// <param name="reduction">Columns of the input, at least 1.</param>
    /// <param name="columns">Columns of the output, at least 1.</param>
    /// <param name="requantization">From scaled accumulator to byte.</param>
    /// <param name="table">256 bytes applied to the requantized byte, or empty.</param>
    /// <param name="residual">A matrix of the output's shape to add, or empty.</param>
    /// <param name="addition">How the residual is added; the requantized byte is the left operand.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void Run(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        ReadOnlySpan<float> multipliers,
        Span<byte> output,
        int rows,
        int reduction,
        int columns,
        in Requantization requantization,
        ReadOnlySpan<byte> table,
        ReadOnlySpan<byte> residual,
        in QuantizedAddition addition)
    {
        if (rows == 0)
        {
            return;
        }

        var geometry = Geometry(rows, reduction, columns);
        ConvolutionCall.ToBytes(
            Kernel, PackedWeights.MatrixProductLengths(rows, reduction, columns), input, weights, bias, multipliers, output, geometry, 0,
            requantization, table, residual, addition);
    }

    /// <summary>Multiplies to float: <c>clamp((float)accumulator * multiplier, low, high)</c>.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="weights"><c>[reduction, columns]</c>, packed at build time.</param>
    /// <param name="bias">Per column, as in <see cref="Run"/>.</param>
    /// <param name="multipliers">Per column, input scale * weight scale; padded as <paramref name="bias"/>.</param>
    /// <param name="output"><c>[rows, columns]</c>, rows not padded.</param>
    /// <param name="rows">Rows of the input, at least 0.</param>
    /// <param name="reduction">Columns of the input, at least 1.</param>
    /// <param name="columns">Columns of the output, at least 1.</param>
    /// <param name="low">Least output, or negative infinity.</param>
    /// <param name="high">Greatest output, or infinity.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void RunToFloat(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        ReadOnlySpan<float> multipliers,
        Span<float> output,
        int rows,
        int reduction,
        int columns,
        float low,
        float high)
    {
        if (rows == 0)
        {
            return;
        }

        var geometry = Geometry(rows, reduction, columns);
        ConvolutionCall.ToFloats(
            Kernel, PackedWeights.MatrixProductLengths(rows, reduction, columns), input, weights, bias, multipliers, output, geometry, 0, low, high);
    }

    /// <summary>The convolution that a matrix product is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ConvolutionGeometry Geometry(int rows, int reduction, int columns)
    {
        return new ConvolutionGeometry(
            batch: 1, inputHeight: rows, inputWidth: 1, inputChannels: reduction, outputHeight: rows, outputWidth: 1, outputChannels: columns,
            kernelHeight: 1, kernelWidth: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1, padTop: 0, padLeft: 0, groups: 1);
    }
}
