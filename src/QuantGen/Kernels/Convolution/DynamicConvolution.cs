using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Convolution of activations that were quantized while running, one scale for each sample, with int8 weights; channels last.</summary>
/// <remarks>
/// For generated code. Input rows are padded to a multiple of four channels. The formula is <see cref="DynamicScaling.Apply"/>'s: sums are exact, so
/// each sample's result is the same in every batch.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class DynamicConvolution
{
    private static readonly delegate*<in ConvolutionArguments, void> Kernel = KernelSelection.Select(QuantizedConvolutionKernels.All).Run;

    /// <summary>Convolves to float: <c>clamp((accumulator - zeroPoint * weightSum) * (scale * weightScale) + bias, low, high)</c>.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, inputChannels]</c>.</param>
    /// <param name="scales">Of the input: <c>[batch]</c>, or one for the whole tensor.</param>
    /// <param name="zeroPoints">As <paramref name="scales"/>; also what padding reads.</param>
    /// <param name="weights">Packed at build time.</param>
    /// <param name="weightScales">Per output channel; padded with zeros to a multiple of 16.</param>
    /// <param name="weightSums">Per output channel, the sum of its weights; padded as <paramref name="weightScales"/>.</param>
    /// <param name="bias">Per output channel, padded as <paramref name="weightScales"/>; or empty.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, outputChannels]</c>, rows not padded.</param>
    /// <param name="geometry">The shape.</param>
    /// <param name="perTensor">Whether the whole input has one scale.</param>
    /// <param name="low">Least output, or negative infinity.</param>
    /// <param name="high">Greatest output, or infinity.</param>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or a value is out of its range.</exception>
    public static void Run(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<byte> zeroPoints,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        Span<float> output,
        in ConvolutionGeometry geometry,
        bool perTensor,
        float low,
        float high)
    {
        var rowsPerScale = geometry.OutputHeight * geometry.OutputWidth * (perTensor ? geometry.Batch : 1);
        DynamicConvolutionCall.Run(
            Kernel, PackedWeights.ConvolutionLengths(geometry), input, scales, zeroPoints, weights, weightScales, weightSums, bias, output, geometry,
            rowsPerScale, low, high);
    }
}
