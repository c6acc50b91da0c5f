using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>The pooling windows on which kernels are compared.</summary>
internal static unsafe class PoolingCases
{
    internal static IEnumerable<KernelCase<PoolingArguments>> All()
    {
        foreach (var channels in new[] { 1, 2, 3, 4, 5, 8, 15, 16, 17, 24, 31, 32, 33, 67 })
        {
            yield return Case(new PoolingGeometry(2, 5, 6, channels, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1), 117, false);
            yield return Case(new PoolingGeometry(2, 7, 1, channels, 1, 1, 7, 1, 1, 1, 1, 1, 0, 0), 3, false);
        }

        foreach (var zeroPoint in new[] { 0, 255 })
        {
            yield return Case(new PoolingGeometry(1, 4, 4, 20, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1), zeroPoint, true);
            yield return Case(new PoolingGeometry(1, 4, 4, 20, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1), zeroPoint, false);
        }

        yield return Case(new PoolingGeometry(1, 9, 8, 18, 5, 4, 3, 3, 1, 1, 2, 2, 0, 0), 128, true);
        yield return Case(new PoolingGeometry(1, 1, 30, 6, 1, 10, 1, 4, 1, 3, 1, 1, 0, 2), 77, false);

        // The last windows lie wholly beyond the image, as a ceiling in the output's size can leave them.
        yield return Case(new PoolingGeometry(1, 3, 3, 9, 3, 3, 1, 1, 2, 2, 1, 1, 0, 0), 50, false);
    }

    private static KernelCase<PoolingArguments> Case(PoolingGeometry geometry, int zeroPoint, bool countIncludePadding)
    {
        var stride = KernelChecks.RowStride(geometry.Channels);
        var data = new byte[geometry.InputPixels * stride];
        new Random(geometry.Channels + zeroPoint).NextBytes(data);
        var name = $"{geometry.KernelHeight}x{geometry.KernelWidth} of {geometry.Channels} channels, zero point {zeroPoint}";
        return new(name, kernel =>
        {
            using var input = new GuardedBuffer<byte>(data);
            using var output = new GuardedBuffer<byte>(geometry.OutputPixels * stride);
            QuantizedPooling.Run(kernel.Run, input.Span, output.Span, new PoolingArguments
            {
                Geometry = geometry,
                InputZeroPoint = zeroPoint,
                InputScale = 0.031f,
                OutputScale = 0.017f,
                CountIncludePadding = countIncludePadding,
                Requantization = new Requantization(255 - zeroPoint, 2, 251),
            });
            output.AssertGuardsIntact($"{kernel.Name} on {name}");
            return ConvolutionRunner.Valid(output.Span, geometry.Channels);
        });
    }
}
