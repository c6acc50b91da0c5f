using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>The kernels of quantized depthwise convolution, in order of preference.</summary>
internal static unsafe class QuantizedDepthwiseConvolutionKernels
{
    private static Kernel<ConvolutionArguments>[] MachineCode =>
    [
        new(
            "depthwise_u8s8_8x64_avx512vnni", DotProductCode.IsSupported,
            "Four taps of sixteen channels in one instruction.",
            &DepthwiseBytesLoop.Run),
    ];

    /// <summary>The list that dispatch, tests and benchmarks share.</summary>
    internal static readonly Kernel<ConvolutionArguments>[] All =
    [
        // A trimmer leaves it out together with the code.
        .. DotProductCode.IsEnabled ? MachineCode : [],
        new(
            "depthwise_u8s8_4x16_avxvnni", AvxVnni.IsSupported,
            "Four taps of eight channels in one instruction.",
            &DepthwiseLoop<DepthwiseTile256<DotProductAvxVnni>, ByteTileStore>.Run),
        new(
            "depthwise_u8s8_4x16_avx2", Avx2.IsSupported,
            "The same loop, the dot product exact in 16-bit products.",
            &DepthwiseLoop<DepthwiseTile256<DotProductAvx2>, ByteTileStore>.Run),
        new("depthwise_u8s8_1x1_scalar", true, "The definition; runs everywhere.", &QuantizedDepthwiseConvolutionReference.Run),
    ];
}
