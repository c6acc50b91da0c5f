using System.Security.Cryptography;
using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>One comparison for each family in <see cref="KernelFamilies"/>.</summary>
internal static class KernelComparisons
{
    internal static readonly IReadOnlyList<IKernelComparison> All =
    [
        new KernelComparison<ConvolutionArguments>(QuantizedConvolutionKernels.All, ConvolutionCases.Convolutions()),
        new KernelComparison<ConvolutionArguments>(QuantizedDepthwiseConvolutionKernels.All, ConvolutionCases.DepthwiseConvolutions()),
        new KernelComparison<PoolingArguments>(QuantizedPoolingKernels.Max, PoolingCases.All()),
        new KernelComparison<PoolingArguments>(QuantizedPoolingKernels.Average, PoolingCases.All()),
        new KernelComparison<ElementwiseArguments>(QuantizedElementwiseKernels.Add, ElementwiseCases.All()),
        new KernelComparison<ElementwiseArguments>(QuantizedElementwiseKernels.Multiply, ElementwiseCases.All()),
        new KernelComparison<LookupTableArguments>(LookupTableKernels.All, ElementwiseCases.LookUps()),
        new KernelComparison<QuantizationArguments>(QuantizationKernels.Quantize, QuantizationCases.ToBytes()),
        new KernelComparison<QuantizationArguments>(QuantizationKernels.QuantizeToChannelsLast, QuantizationCases.ToBytes()),
        new KernelComparison<QuantizationArguments>(QuantizationKernels.Dequantize, QuantizationCases.ToFloats()),
        new KernelComparison<QuantizationArguments>(QuantizationKernels.DequantizeFromChannelsLast, QuantizationCases.ToFloats()),
        new KernelComparison<DynamicQuantizationArguments>(DynamicQuantizationKernels.All, DynamicQuantizationCases.All()),
    ];

    /// <summary>
    /// Compares every kernel that this process can run, then hashes what dispatch chooses: the job of an instruction set's
    /// child process.
    /// </summary>
    public static string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var comparison in All)
        {
            foreach (var kernel in comparison.Kernels.Where(kernel => kernel.IsSupported))
            {
                comparison.Compare(kernel.Name);
            }

            comparison.AppendTo(hash);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
