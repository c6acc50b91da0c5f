using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>The kernels of quantized depthwise convolution, in order of preference.</summary>
internal static unsafe class QuantizedDepthwiseConvolutionKernels
{
    /// <summary>The list that dispatch, tests and benchmarks share.</summary>
    internal static readonly Kernel<ConvolutionArguments>[] All =
    [
        new(
            "depthwise_u8s8_1x32_avxvnni", AvxVnni.IsSupported,
            "Four taps of eight channels in one instruction.",
            &DepthwiseLoop<DotProductAvxVnni>.Run),
        new(
            "depthwise_u8s8_1x32_avx2", Avx2.IsSupported,
            "The same loop, the dot product exact in 16-bit products.",
            &DepthwiseLoop<DotProductAvx2>.Run),
        new("depthwise_u8s8_1x1_scalar", true, "The definition; runs everywhere.", &QuantizedDepthwiseConvolutionReference.Run),
    ];
}
