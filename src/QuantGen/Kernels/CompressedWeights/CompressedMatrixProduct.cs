using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Float matrix product with a constant right operand stored in fewer bits: the bits of <see cref="FloatMatrixProduct.Run"/> on the decoded operand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CompressedMatrixProduct
{
    /// <summary>Multiplies: a 1 x 1 convolution in which every row is a pixel.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="weights">Packed by <see cref="PackedCompressedWeights"/>.</param>
    /// <param name="encoding">How the weights are stored.</param>
    /// <param name="blockSize">Weights of a column that share a scale, for 4-bit weights.</param>
    /// <param name="bias"><c>[columns]</c>, where the sums start, or empty.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    /// <param name="rows">Rows of the left operand.</param>
    /// <param name="reduction">Columns of the left operand.</param>
    /// <param name="columns">Columns of the right operand.</param>
    /// <param name="low">Lower bound of the result, negative infinity for none.</param>
    /// <param name="high">Upper bound of the result, infinity for none.</param>
    /// <param name="residual">Added before the clamp; the output's shape, or empty. It may be the output itself.</param>
    /// <exception cref="ArgumentException">A span is too short, or the block size is none.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<byte> weights,
        WeightEncoding encoding,
        int blockSize,
        ReadOnlySpan<float> bias,
        Span<float> output,
        int rows,
        int reduction,
        int columns,
        float low,
        float high,
        ReadOnlySpan<float> residual)
    {
        var geometry = new ConvolutionGeometry(
            batch: 1, inputHeight: 1, inputWidth: rows, inputChannels: reduction, outputHeight: 1, outputWidth: rows,
            outputChannels: columns, kernelHeight: 1, kernelWidth: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1,
            dilationWidth: 1, padTop: 0, padLeft: 0, groups: 1);
        CompressedConvolution.Run(input, weights, encoding, blockSize, bias, output, geometry, low, high, residual);
    }
}
