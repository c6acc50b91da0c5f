using QuantGen.Kernels;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>What kernels are timed on: the list to extend.</summary>
internal static class KernelCases
{
    /// <summary>Makes the cases one by one; each has memory of its own while it is timed.</summary>
    public static IEnumerable<Func<KernelCase>> All =>
    [
        () => ConvolutionCase.MatrixProduct(1024, 1024, 1024),
        () => ConvolutionCase.MatrixProduct(128, 384, 384),
        () => ConvolutionCase.MatrixProduct(128, 384, 1536),
        () => ConvolutionCase.MatrixProduct(16, 512, 512),
        () => ConvolutionCase.Convolution(3, 1, 64, 64, 56),
        () => ConvolutionCase.Convolution(3, 1, 128, 128, 28),
        () => ConvolutionCase.Convolution(3, 1, 256, 256, 14),
        () => ConvolutionCase.Convolution(3, 1, 512, 512, 7),
        () => ConvolutionCase.Convolution(1, 1, 64, 256, 56),
        () => ConvolutionCase.Convolution(1, 1, 256, 64, 56),
        () => ConvolutionCase.Convolution(1, 1, 96, 24, 56),
        () => ConvolutionCase.Convolution(7, 2, 3, 64, 224),
        () => ConvolutionCase.Convolution(3, 1, 16, 16, 28),
        () => ConvolutionCase.Convolution(5, 1, 1, 6, 28),
        () => ConvolutionCase.Convolution(5, 1, 6, 16, 14),
        () => ConvolutionCase.Convolution(3, 1, 1, 16, 28),
        () => ConvolutionCase.Convolution(3, 1, 1, 16, 8),
        () => ConvolutionCase.Convolution(3, 1, 16, 32, 8),
        () => ConvolutionCase.Convolution(3, 1, 32, 64, 4),
        () => ConvolutionCase.Convolution(1, 1, 32, 64, 7),
        () => ConvolutionCase.Depthwise(3, 1, 32, 112),
        () => ConvolutionCase.Depthwise(3, 1, 144, 56),
        () => ConvolutionCase.Depthwise(3, 1, 384, 14),
        () => ConvolutionCase.Depthwise(3, 1, 960, 7),
        () => ConvolutionCase.Depthwise(3, 2, 96, 112),
        () => ConvolutionCase.Depthwise(3, 2, 144, 56),
        () => ConvolutionCase.Depthwise(5, 1, 240, 14),
        () => ConvolutionCase.MatrixProduct(1, 4096, 4096),
        () => ConvolutionCase.MatrixProduct(1, 1024, 4096),
        () => StoredWeightsCase.Create(WeightEncoding.Int8, 1, 4096, 4096),
        () => StoredWeightsCase.Create(WeightEncoding.Int4, 1, 4096, 4096),
        () => StoredWeightsCase.Create(WeightEncoding.Int4ZeroPoint, 1, 4096, 4096),
        () => StoredWeightsCase.Create(WeightEncoding.Float16, 1, 4096, 4096),
        () => StoredWeightsCase.Create(WeightEncoding.BFloat16, 1, 4096, 4096),
        () => StoredWeightsCase.Create(WeightEncoding.Int8, 1, 8192, 8192),
        () => StoredWeightsCase.Create(WeightEncoding.Int4, 1, 8192, 8192),
        () => StoredWeightsCase.Create(WeightEncoding.Int8, 128, 384, 384),
        () => StoredWeightsCase.Create(WeightEncoding.Int4, 128, 384, 384),
        () => StoredWeightsCase.Create(WeightEncoding.Float16, 128, 384, 384),
        .. Makers(() => ByteCase.All(56 * 56, 64)),
        .. Makers(() => ByteCase.Pooling(56, 64)),
        .. Makers(() => ByteCase.Pooling(8, 32)),
        .. Makers(() => ByteCase.Pooling(4, 64)),
        .. Makers(() => ByteCase.Pooling(24, 8)),
    ];

    private static IEnumerable<Func<KernelCase>> Makers(Func<IEnumerable<KernelCase>> cases)
    {
        return cases().Select(made => (Func<KernelCase>)(() => made));
    }
}
