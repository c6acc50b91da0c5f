namespace QuantGen.Kernels;

/// <summary>Every family of kernels that has more than one implementation: the list that tests and benchmarks walk.</summary>
internal static class KernelFamilies
{
    /// <summary>All kernels, family by family, each family in order of preference.</summary>
    internal static IEnumerable<Kernel> All =>
    [
        .. QuantizedConvolutionKernels.All,
        .. QuantizedDepthwiseConvolutionKernels.All,
        .. QuantizedPoolingKernels.Max,
        .. QuantizedPoolingKernels.Average,
        .. QuantizedElementwiseKernels.Add,
        .. QuantizedElementwiseKernels.Multiply,
        .. LookupTableKernels.All,
        .. QuantizationKernels.Quantize,
        .. QuantizationKernels.QuantizeToChannelsLast,
        .. QuantizationKernels.Dequantize,
        .. QuantizationKernels.DequantizeFromChannelsLast,
        .. DynamicQuantizationKernels.All,
    ];
}
