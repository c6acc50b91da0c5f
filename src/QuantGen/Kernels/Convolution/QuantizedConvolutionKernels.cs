namespace QuantGen.Kernels;

/// <summary>The kernels of quantized convolution and matrix product, in order of preference.</summary>
internal static unsafe class QuantizedConvolutionKernels
{
    /// <summary>The list that dispatch, tests and benchmarks share.</summary>
    internal static readonly Kernel<ConvolutionArguments>[] All =
    [
        new("convolution_u8s8_1x1_scalar", true, "The definition; runs everywhere.", &QuantizedConvolutionReference.Run),
    ];
}
