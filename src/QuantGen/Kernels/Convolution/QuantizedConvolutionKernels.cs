using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>The kernels of quantized convolution and matrix product, in order of preference.</summary>
internal static unsafe class QuantizedConvolutionKernels
{
    private static Kernel<ConvolutionArguments>[] MachineCode =>
    [
        new(
            "convolution_u8s8_8x32_avx512vnni", DotProductCode.IsSupported,
            "One instruction multiplies and sums 64 bytes, and two of them run in a cycle.",
            &DotProductLoop.Run),
    ];

    /// <summary>The list that dispatch, tests and benchmarks share.</summary>
    internal static readonly Kernel<ConvolutionArguments>[] All =
    [
        // A trimmer leaves it out together with the code.
        .. DotProductCode.IsEnabled ? MachineCode : [],
        new(
            "convolution_u8s8_6x16_avxvnni", AvxVnni.IsSupported,
            "One instruction multiplies and sums 32 bytes.",
            &ConvolutionLoop<ConvolutionTileAvxVnni>.Run),
        new(
            "convolution_u8s8_8x16_avx512bw", Avx512BW.IsSupported,
            "Twice the lanes of AVX2, which without a dot-product instruction needs four instructions for as much.",
            &ConvolutionLoop<ConvolutionTileAvx512>.Run),
        new(
            "convolution_u8s8_4x16_avx2", Avx2.IsSupported,
            "Exact in 16-bit products, on every x64 processor of the last decade.",
            &ConvolutionLoop<ConvolutionTileAvx2>.Run),
        new("convolution_u8s8_1x1_scalar", true, "The definition; runs everywhere.", &QuantizedConvolutionReference.Run),
    ];
}
