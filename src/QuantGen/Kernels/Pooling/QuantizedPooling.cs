using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Pooling of uint8 activations, channels last, rows padded to a multiple of four channels.</summary>
/// <remarks>For generated code.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class QuantizedPooling
{
    private static readonly delegate*<in PoolingArguments, void> MaxKernel = KernelSelection.Select(QuantizedPoolingKernels.Max).Run;
    private static readonly delegate*<in PoolingArguments, void> AverageKernel = KernelSelection.Select(QuantizedPoolingKernels.Average).Run;

    /// <summary>The greatest byte of each window; padding never wins. Input and output share scale and zero point.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, channels]</c>.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, channels]</c>.</param>
    /// <param name="geometry">The shape.</param>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or the geometry describes no pooling.</exception>
    public static void Max(ReadOnlySpan<byte> input, Span<byte> output, in PoolingGeometry geometry)
    {
        Run(MaxKernel, input, output, new PoolingArguments { Geometry = geometry });
    }

    /// <summary>The mean of each window.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, channels]</c>.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, channels]</c>.</param>
    /// <param name="geometry">The shape.</param>
    /// <param name="inputZeroPoint">Zero point of the input, 0..255.</param>
    /// <param name="inputScale">Scale of the input.</param>
    /// <param name="outputScale">Scale of the output.</param>
    /// <param name="countIncludePadding">Whether to divide by the whole window (padding included) or by what lies within the image.</param>
    /// <param name="requantization">From scaled sum to byte.</param>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or a value is out of its range.</exception>
    public static void Average(
        ReadOnlySpan<byte> input,
        Span<byte> output,
        in PoolingGeometry geometry,
        int inputZeroPoint,
        float inputScale,
        float outputScale,
        bool countIncludePadding,
        in Requantization requantization)
    {
        requantization.Check();
        KernelChecks.Require((uint)inputZeroPoint <= 255, "A zero point is in 0..255.");
        KernelChecks.Require((long)geometry.KernelHeight * geometry.KernelWidth <= int.MaxValue / 255, "A window's sum fits in 31 bits.");
        Run(AverageKernel, input, output, new PoolingArguments
        {
            Geometry = geometry,
            InputZeroPoint = inputZeroPoint,
            InputScale = inputScale,
            OutputScale = outputScale,
            CountIncludePadding = countIncludePadding,
            Requantization = requantization,
        });
    }

    /// <summary>The mean of all positions of each batch item.</summary>
    /// <param name="input"><c>[batch, spatial, channels]</c>.</param>
    /// <param name="output"><c>[batch, channels]</c>.</param>
    /// <param name="batch">Batch items, at least 0.</param>
    /// <param name="spatial">Positions of an item, at least 1.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="inputZeroPoint">Zero point of the input, 0..255.</param>
    /// <param name="inputScale">Scale of the input.</param>
    /// <param name="outputScale">Scale of the output.</param>
    /// <param name="requantization">From scaled sum to byte.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void GlobalAverage(
        ReadOnlySpan<byte> input,
        Span<byte> output,
        int batch,
        int spatial,
        int channels,
        int inputZeroPoint,
        float inputScale,
        float outputScale,
        in Requantization requantization)
    {
        var geometry = new PoolingGeometry(
            batch, inputHeight: spatial, inputWidth: 1, channels, outputHeight: 1, outputWidth: 1, kernelHeight: spatial, kernelWidth: 1,
            strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1, padTop: 0, padLeft: 0);
        Average(input, output, geometry, inputZeroPoint, inputScale, outputScale, countIncludePadding: false, requantization);
    }

    /// <summary>Checks the spans and calls a kernel.</summary>
    internal static void Run(
        delegate*<in PoolingArguments, void> kernel, ReadOnlySpan<byte> input, Span<byte> output, PoolingArguments arguments)
    {
        arguments.Geometry.Check();
        var stride = KernelChecks.RowStride(arguments.Geometry.Channels);
        KernelChecks.AtLeast(input, (long)arguments.Geometry.InputPixels * stride);
        KernelChecks.AtLeast((ReadOnlySpan<byte>)output, (long)arguments.Geometry.OutputPixels * stride, nameof(output));
        fixed (byte* inputs = input, outputs = output)
        {
            arguments.Input = inputs;
            arguments.Output = outputs;
            kernel(arguments);
        }
    }
}
