using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The kernels of quantized pooling, in order of preference.</summary>
internal static unsafe class QuantizedPoolingKernels
{
    /// <summary>Max pooling.</summary>
    internal static readonly Kernel<PoolingArguments>[] Max =
    [
        new(
            "maxpool_u8_32_vector", Vector128.IsHardwareAccelerated, "Channels across lanes; compiles to whatever vectors the processor has.",
            &MaxPoolingVector.Run),
        new("maxpool_u8_1_scalar", true, "The definition; runs everywhere.", &QuantizedPoolingReference.Max),
    ];

    /// <summary>Average pooling, global average pooling included.</summary>
    internal static readonly Kernel<PoolingArguments>[] Average =
    [
        new(
            "averagepool_u8_32_vector", Vector128.IsHardwareAccelerated, "Channels across lanes; compiles to whatever vectors the processor has.",
            &QuantizedPoolingVector.Average),
        new("averagepool_u8_1_scalar", true, "The definition; runs everywhere.", &QuantizedPoolingReference.Average),
    ];
}
