using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Depthwise convolution (one group per input channel) of uint8 activations with int8 weights, channels last.</summary>
/// <remarks>For generated code. Input and 8-bit output rows are padded to a multiple of four channels.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class QuantizedDepthwiseConvolution
{
    private static readonly delegate*<in ConvolutionArguments, void> Kernel = KernelSelection.Select(QuantizedDepthwiseConvolutionKernels.All).Run;

    /// <summary>Convolves to 8 bits: requantize, then the table, then the residual add.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, inputChannels]</c>.</param>
    /// <param name="weights">Packed at build time.</param>
    /// <param name="bias">
    /// Per output channel, minus the input's zero point times the channel's sum of weights; padded with zeros to a multiple
    /// of 32.
    /// </param>
    /// <param name="multipliers">Per output channel, input scale * weight scale / output scale; padded as <paramref name="bias"/>.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, outputChannels]</c>.</param>
    /// <param name="geometry">The shape; as many groups as input channels.</param>
    /// <param name="inputZeroPoint">What padding reads, 0..255.</param>
    /// <param name="requantization">From scaled accumulator to byte.</param>
    /// <param name="table">256 bytes applied to the requantized byte, or empty.</param>
    /// <param name="residual">A tensor of the output's shape to add, or empty.</param>
    /// <param name="addition">How the residual is added; the requantized byte is the left operand.</param>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or a value is out of its range.</exception>
    public static void Run(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        ReadOnlySpan<float> multipliers,
        Span<byte> output,
        in ConvolutionGeometry geometry,
        int inputZeroPoint,
        in Requantization requantization,
        ReadOnlySpan<byte> table,
        ReadOnlySpan<byte> residual,
        in QuantizedAddition addition)
    {
        ConvolutionCall.ToBytes(
            Kernel, PackedWeights.DepthwiseLengths(geometry), input, weights, bias, multipliers, output, geometry, inputZeroPoint,
            requantization, table, residual, addition);
    }

    /// <summary>Convolves to float: <c>clamp((float)accumulator * multiplier, low, high)</c>.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, inputChannels]</c>.</param>
    /// <param name="weights">Packed at build time.</param>
    /// <param name="bias">Per output channel, as in <see cref="Run"/>.</param>
    /// <param name="multipliers">Per output channel, input scale * weight scale; padded as <paramref name="bias"/>.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, outputChannels]</c>, rows not padded.</param>
    /// <param name="geometry">The shape; as many groups as input channels.</param>
    /// <param name="inputZeroPoint">What padding reads, 0..255.</param>
    /// <param name="low">Least output, or negative infinity.</param>
    /// <param name="high">Greatest output, or infinity.</param>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or a value is out of its range.</exception>
    public static void RunToFloat(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        ReadOnlySpan<float> multipliers,
        Span<float> output,
        in ConvolutionGeometry geometry,
        int inputZeroPoint,
        float low,
        float high)
    {
        ConvolutionCall.ToFloats(
            Kernel, PackedWeights.DepthwiseLengths(geometry), input, weights, bias, multipliers, output, geometry, inputZeroPoint, low, high);
    }
}
