using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>The kernels of the element-wise operations, in order of preference.</summary>
internal static unsafe class QuantizedElementwiseKernels
{
    /// <summary>Addition.</summary>
    internal static readonly Kernel<ElementwiseArguments>[] Add =
    [
        new(
            "add_u8u8_64_avx512bw", Avx512BW.IsSupported, "Four times the lanes, and packs four registers into one.",
            &QuantizedAddition512.Add),
        new(
            "add_u8u8_16_vector", Vector128.IsHardwareAccelerated, "Compiles to whatever vectors the processor has.",
            &QuantizedElementwiseVector.Add),
        new("add_u8u8_1_scalar", true, "The definition; runs everywhere.", &QuantizedElementwiseReference.Add),
    ];

    /// <summary>Multiplication.</summary>
    internal static readonly Kernel<ElementwiseArguments>[] Multiply =
    [
        new(
            "multiply_u8u8_16_vector", Vector128.IsHardwareAccelerated, "Compiles to whatever vectors the processor has.",
            &QuantizedElementwiseVector.Multiply),
        new("multiply_u8u8_1_scalar", true, "The definition; runs everywhere.", &QuantizedElementwiseReference.Multiply),
    ];
}
