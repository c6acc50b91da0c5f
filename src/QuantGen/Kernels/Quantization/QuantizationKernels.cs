using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The kernels of the conversions between float and 8 bits, in order of preference.</summary>
internal static unsafe class QuantizationKernels
{
    /// <summary>Float rows to 8 bits.</summary>
    internal static readonly Kernel<QuantizationArguments>[] Quantize =
    [
        new(
            "quantize_f32u8_16_vector", Vector128.IsHardwareAccelerated, "Compiles to whatever vectors the processor has.",
            &QuantizationVector.Quantize),
        new("quantize_f32u8_1_scalar", true, "The definition; runs everywhere.", &QuantizationReference.Quantize),
    ];

    /// <summary>Float channels first to 8 bits channels last.</summary>
    internal static readonly Kernel<QuantizationArguments>[] QuantizeToChannelsLast =
    [
        new(
            "quantizechannelslast_f32u8_8x4_vector", Vector128.IsHardwareAccelerated, "Compiles to whatever vectors the processor has.",
            &ChannelsLastVector.Quantize),
        new("quantizechannelslast_f32u8_1_scalar", true, "The definition; runs everywhere.", &QuantizationReference.QuantizeToChannelsLast),
    ];

    /// <summary>8-bit rows to float.</summary>
    internal static readonly Kernel<QuantizationArguments>[] Dequantize =
    [
        new(
            "dequantize_u8f32_16_vector", Vector128.IsHardwareAccelerated, "Compiles to whatever vectors the processor has.",
            &QuantizationVector.Dequantize),
        new("dequantize_u8f32_1_scalar", true, "The definition; runs everywhere.", &QuantizationReference.Dequantize),
    ];

    /// <summary>8 bits channels last to float channels first.</summary>
    internal static readonly Kernel<QuantizationArguments>[] DequantizeFromChannelsLast =
    [
        new(
            "dequantizechannelslast_u8f32_8x4_vector", Vector128.IsHardwareAccelerated, "Compiles to whatever vectors the processor has.",
            &ChannelsLastVector.Dequantize),
        new(
            "dequantizechannelslast_u8f32_1_scalar", true, "The definition; runs everywhere.",
            &QuantizationReference.DequantizeFromChannelsLast),
    ];
}
