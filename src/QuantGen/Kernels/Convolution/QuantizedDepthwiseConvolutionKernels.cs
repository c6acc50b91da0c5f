namespace QuantGen.Kernels;

/// <summary>The kernels of quantized depthwise convolution, in order of preference.</summary>
internal static unsafe class QuantizedDepthwiseConvolutionKernels
{
    /// <summary>The list that dispatch, tests and benchmarks share.</summary>
    internal static readonly Kernel<ConvolutionArguments>[] All =
    [
        new("depthwise_u8s8_1x1_scalar", true, "The definition; runs everywhere.", &QuantizedDepthwiseConvolutionReference.Run),
    ];
}
