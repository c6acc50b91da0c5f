using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Two-dimensional float convolution whose weights are stored in fewer bits: the bits of <see cref="FloatConvolution"/> on the decoded weights.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class CompressedConvolution
{
    /// <summary>Rows that are multiplied one by one, decoding in registers. More of them share decoded panels.</summary>
    internal const int MostSingleRows = 2;

    /// <summary>Convolves.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, inputChannels]</c>.</param>
    /// <param name="weights">
    /// Packed by <see cref="PackedCompressedWeights"/>; the reduction is in the order of kernel row, kernel column, channel.
    /// </param>
    /// <param name="encoding">How the weights are stored.</param>
    /// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
    /// <param name="bias"><c>[outputChannels]</c>, or empty.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, outputChannels]</c>.</param>
    /// <param name="geometry">The dimensions.</param>
    /// <param name="low">Lower bound of the result, negative infinity for none.</param>
    /// <param name="high">Upper bound of the result, infinity for none.</param>
    /// <param name="residual">Added before the clamp; the output's shape, or empty. It may be the output itself.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry, or the block size is none.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<byte> weights,
        WeightEncoding encoding,
        int blockSize,
        ReadOnlySpan<float> bias,
        Span<float> output,
        in ConvolutionGeometry geometry,
        float low,
        float high,
        ReadOnlySpan<float> residual)
    {
        ConvolutionChecks.Require(input, bias, output, geometry, residual);
        var reduction = checked(geometry.KernelHeight * geometry.KernelWidth * (geometry.InputChannels / geometry.Groups));
        KernelChecks.AtLeast(weights, PackedCompressedWeights.Length(encoding, blockSize, reduction, geometry.OutputChannels, geometry.Groups));
        var layout = new CompressedLayout(encoding, blockSize, reduction);
        fixed (byte* packed = weights)
        fixed (float* inputs = input, biases = bias, outputs = output, residuals = residual)
        {
            var epilogue = new FloatTileOutput(biases, residuals, outputs, geometry.OutputChannels, low, high);
            switch (encoding)
            {
                case WeightEncoding.Int8:
                    Run<Int8WeightDecoder>(inputs, packed, layout, epilogue, geometry);
                    break;
                case WeightEncoding.Int4:
                    Run<Int4WeightDecoder>(inputs, packed, layout, epilogue, geometry);
                    break;
                case WeightEncoding.Int4ZeroPoint:
                    Run<Int4ZeroPointWeightDecoder>(inputs, packed, layout, epilogue, geometry);
                    break;
                case WeightEncoding.Float16:
                    Run<Float16WeightDecoder>(inputs, packed, layout, epilogue, geometry);
                    break;
                case WeightEncoding.BFloat16:
                    Run<BFloat16WeightDecoder>(inputs, packed, layout, epilogue, geometry);
                    break;
            }
        }
    }

    private static void Run<TDecoder>(
        float* input, byte* weights, in CompressedLayout layout, in FloatTileOutput epilogue, in ConvolutionGeometry geometry)
        where TDecoder : unmanaged, IWeightDecoder
    {
        var pixels = (long)geometry.Batch * geometry.OutputHeight * geometry.OutputWidth;
        if (pixels <= MostSingleRows && IsMatrixProduct(geometry))
        {
            RowProduct<TDecoder>.Run(input, weights, layout, epilogue, (int)pixels, geometry.OutputChannels);
            return;
        }

        FloatConvolution.Run(input, new CompressedPanels<TDecoder>(weights, layout), epilogue, geometry);
    }

    /// <summary>Whether each output pixel reads the input pixel of the same index, and all of it.</summary>
    private static bool IsMatrixProduct(in ConvolutionGeometry geometry)
    {
        return geometry.Groups == 1
            && geometry.KernelHeight == 1
            && geometry.KernelWidth == 1
            && geometry.PadTop == 0
            && geometry.PadLeft == 0
            && geometry.OutputHeight == geometry.InputHeight
            && geometry.OutputWidth == geometry.InputWidth;
    }
}
