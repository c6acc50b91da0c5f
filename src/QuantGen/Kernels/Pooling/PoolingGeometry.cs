using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>The shape of a pooling window over channels-last activations. One-dimensional pooling has height 1 everywhere.</summary>
/// <param name="batch">Images, at least 0.</param>
/// <param name="inputHeight">Rows of one input image.</param>
/// <param name="inputWidth">Columns of one input image.</param>
/// <param name="channels">Channels.</param>
/// <param name="outputHeight">Rows of one output image.</param>
/// <param name="outputWidth">Columns of one output image.</param>
/// <param name="kernelHeight">Rows of the window.</param>
/// <param name="kernelWidth">Columns of the window.</param>
/// <param name="strideHeight">Input rows between two windows.</param>
/// <param name="strideWidth">Input columns between two windows.</param>
/// <param name="dilationHeight">Input rows between two rows of the window.</param>
/// <param name="dilationWidth">Input columns between two columns of the window.</param>
/// <param name="padTop">Padding rows above the image; what lies below it follows from the output height.</param>
/// <param name="padLeft">Padding columns left of the image.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PoolingGeometry(
    int batch,
    int inputHeight,
    int inputWidth,
    int channels,
    int outputHeight,
    int outputWidth,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int padTop,
    int padLeft)
{
    /// <summary>Images.</summary>
    public int Batch { get; } = batch;

    /// <summary>Rows of one input image.</summary>
    public int InputHeight { get; } = inputHeight;

    /// <summary>Columns of one input image.</summary>
    public int InputWidth { get; } = inputWidth;

    /// <summary>Channels.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows of one output image.</summary>
    public int OutputHeight { get; } = outputHeight;

    /// <summary>Columns of one output image.</summary>
    public int OutputWidth { get; } = outputWidth;

    /// <summary>Rows of the window.</summary>
    public int KernelHeight { get; } = kernelHeight;

    /// <summary>Columns of the window.</summary>
    public int KernelWidth { get; } = kernelWidth;

    /// <summary>Input rows between two windows.</summary>
    public int StrideHeight { get; } = strideHeight;

    /// <summary>Input columns between two windows.</summary>
    public int StrideWidth { get; } = strideWidth;

    /// <summary>Input rows between two rows of the window.</summary>
    public int DilationHeight { get; } = dilationHeight;

    /// <summary>Input columns between two columns of the window.</summary>
    public int DilationWidth { get; } = dilationWidth;

    /// <summary>Padding rows above the image.</summary>
    public int PadTop { get; } = padTop;

    /// <summary>Padding columns left of the image.</summary>
    public int PadLeft { get; } = padLeft;

    /// <summary>Output positions, all images together.</summary>
    internal int OutputPixels => Batch * OutputHeight * OutputWidth;

    /// <summary>Input positions, all images together.</summary>
    internal int InputPixels => Batch * InputHeight * InputWidth;

    /// <summary>Whether the window and its strides describe a pooling at all.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void Check()
    {
        KernelChecks.Require(
            Batch >= 0 && InputHeight > 0 && InputWidth > 0 && Channels > 0 && OutputHeight > 0 && OutputWidth > 0,
            "Pooling needs positive sizes.");
        KernelChecks.Require(
            KernelHeight > 0 && KernelWidth > 0 && StrideHeight > 0 && StrideWidth > 0 && DilationHeight > 0 && DilationWidth > 0,
            "A pooling window, its strides and its dilations are at least 1.");
        KernelChecks.Require(
            (long)Batch * InputHeight * InputWidth <= int.MaxValue && (long)Batch * OutputHeight * OutputWidth <= int.MaxValue,
            "Pooling's positions fit in 31 bits.");
    }
}
