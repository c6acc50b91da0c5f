using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>The shape of a convolution over channels-last activations. A one-dimensional convolution has height 1 everywhere.</summary>
/// <param name="batch">Images, at least 0.</param>
/// <param name="inputHeight">Rows of one input image.</param>
/// <param name="inputWidth">Columns of one input image.</param>
/// <param name="inputChannels">Channels of the input, all groups together.</param>
/// <param name="outputHeight">Rows of one output image.</param>
/// <param name="outputWidth">Columns of one output image.</param>
/// <param name="outputChannels">Channels of the output, all groups together.</param>
/// <param name="kernelHeight">Rows of the kernel.</param>
/// <param name="kernelWidth">Columns of the kernel.</param>
/// <param name="strideHeight">Input rows between two output rows.</param>
/// <param name="strideWidth">Input columns between two output columns.</param>
/// <param name="dilationHeight">Input rows between two kernel rows.</param>
/// <param name="dilationWidth">Input columns between two kernel columns.</param>
/// <param name="padTop">Padding rows above the image; what lies below it follows from the output height.</param>
/// <param name="padLeft">Padding columns left of the image.</param>
/// <param name="groups">Groups, a divisor of both channel counts.</param>
/// <param name="weightTerms">int8 numbers whose sum is a weight, at least 1: two where weights less their zero point need nine bits.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ConvolutionGeometry(
    int batch,
    int inputHeight,
    int inputWidth,
    int inputChannels,
    int outputHeight,
    int outputWidth,
    int outputChannels,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int padTop,
    int padLeft,
    int groups,
    int weightTerms = 1)
{
    /// <summary>Images.</summary>
    public int Batch { get; } = batch;

    /// <summary>Rows of one input image.</summary>
    public int InputHeight { get; } = inputHeight;

    /// <summary>Columns of one input image.</summary>
    public int InputWidth { get; } = inputWidth;

    /// <summary>Channels of the input, all groups together.</summary>
    public int InputChannels { get; } = inputChannels;

    /// <summary>Rows of one output image.</summary>
    public int OutputHeight { get; } = outputHeight;

    /// <summary>Columns of one output image.</summary>
    public int OutputWidth { get; } = outputWidth;

    /// <summary>Channels of the output, all groups together.</summary>
    public int OutputChannels { get; } = outputChannels;

    /// <summary>Rows of the kernel.</summary>
    public int KernelHeight { get; } = kernelHeight;

    /// <summary>Columns of the kernel.</summary>
    public int KernelWidth { get; } = kernelWidth;

    /// <summary>Input rows between two output rows.</summary>
    public int StrideHeight { get; } = strideHeight;

    /// <summary>Input columns between two output columns.</summary>
    public int StrideWidth { get; } = strideWidth;

    /// <summary>Input rows between two kernel rows.</summary>
    public int DilationHeight { get; } = dilationHeight;

    /// <summary>Input columns between two kernel columns.</summary>
    public int DilationWidth { get; } = dilationWidth;

    /// <summary>Padding rows above the image.</summary>
    public int PadTop { get; } = padTop;

    /// <summary>Padding columns left of the image.</summary>
    public int PadLeft { get; } = padLeft;

    /// <summary>Groups.</summary>
    public int Groups { get; } = groups;

    /// <summary>int8 numbers whose sum is a weight.</summary>
    public int WeightTerms { get; } = weightTerms;

    /// <summary>Kernel positions.</summary>
    internal int KernelPositions => KernelHeight * KernelWidth;

    /// <summary>Numbers that an input channel is multiplied with: the kernel positions, once for each term of the weights.</summary>
    internal int Taps => KernelPositions * WeightTerms;

    /// <summary>Output positions, all images together.</summary>
    internal int OutputPixels => Batch * OutputHeight * OutputWidth;

    /// <summary>Output rows, all images together.</summary>
    internal int OutputLines => Batch * OutputHeight;

    /// <summary>Input positions, all images together.</summary>
    internal int InputPixels => Batch * InputHeight * InputWidth;

    /// <summary>Input channels that one output channel sees.</summary>
    internal int GroupInputChannels => OfGroup(InputChannels);

    /// <summary>Output channels of one group.</summary>
    internal int GroupOutputChannels => OfGroup(OutputChannels);

    /// <summary>Whether some output position reads the padding.</summary>
    internal bool ReadsPadding =>
        PadTop > 0 || PadLeft > 0
        || ((OutputHeight - 1) * StrideHeight) + ((KernelHeight - 1) * DilationHeight) >= InputHeight
        || ((OutputWidth - 1) * StrideWidth) + ((KernelWidth - 1) * DilationWidth) >= InputWidth;

    /// <summary>The same convolution of one image.</summary>
    internal ConvolutionGeometry OneImage => new(
        1, InputHeight, InputWidth, InputChannels, OutputHeight, OutputWidth, OutputChannels, KernelHeight, KernelWidth, StrideHeight, StrideWidth,
        DilationHeight, DilationWidth, PadTop, PadLeft, Groups, WeightTerms);

    /// <summary>What one pass over all images takes.</summary>
    internal long MultiplyAdds => (long)OutputPixels * OutputChannels * Taps * GroupInputChannels;

    /// <summary>Whether the kernel and its strides describe a convolution at all.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void Check()
    {
        KernelChecks.Require(
            Batch >= 0 && InputHeight > 0 && InputWidth > 0 && InputChannels > 0 && OutputHeight > 0 && OutputWidth > 0 && OutputChannels > 0,
            "A convolution needs positive sizes.");
        KernelChecks.Require(
            KernelHeight > 0 && KernelWidth > 0 && StrideHeight > 0 && StrideWidth > 0 && DilationHeight > 0 && DilationWidth > 0,
            "A convolution's kernel, strides and dilations are at least 1.");
        KernelChecks.Require(WeightTerms > 0, "A convolution's weights have at least one term.");
        KernelChecks.Require(
            Groups == 1 || (Groups > 0 && InputChannels % Groups == 0 && OutputChannels % Groups == 0),
            "A convolution's groups divide its input and output channels.");
        KernelChecks.Require(
            (long)Batch * InputHeight * InputWidth <= int.MaxValue && (long)Batch * OutputHeight * OutputWidth <= int.MaxValue,
            "A convolution's positions fit in 31 bits.");
    }

    /// <summary>A kernel asks often, and a division takes as long as ten other instructions.</summary>
    private int OfGroup(int channels)
    {
        return Groups == 1 ? channels : channels / Groups;
    }
}
