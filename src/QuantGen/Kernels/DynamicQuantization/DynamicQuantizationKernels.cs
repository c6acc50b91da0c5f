using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The kernels of quantization with ranges found while running, in order of preference.</summary>
internal static unsafe class DynamicQuantizationKernels
{
    /// <summary>The list that dispatch, tests and benchmarks share.</summary>
    internal static readonly Kernel<DynamicQuantizationArguments>[] All =
    [
        new(
            "dynamicquantize_f32u8_16_vector", Vector128.IsHardwareAccelerated, "Compiles to whatever vectors the processor has.",
            &DynamicQuantizationVector.Run),
        new("dynamicquantize_f32u8_1_scalar", true, "The definition; runs everywhere.", &DynamicQuantizationReference.Run),
    ];
}
