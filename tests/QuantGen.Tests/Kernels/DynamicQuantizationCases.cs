using System.Runtime.InteropServices;
using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>The tensors on which quantization with ranges found while running is compared.</summary>
internal static unsafe class DynamicQuantizationCases
{
    private static readonly (int Rows, int Lines, int Columns)[] Shapes =
    [
        (1, 1, 1), (3, 1, 7), (2, 1, 8), (5, 1, 15), (2, 1, 16), (4, 1, 17), (1, 1, 64), (3, 1, 133), (2, 9, 3), (3, 5, 4), (1, 33, 5), (2, 4, 16),
        (0, 1, 4), (2, 0, 4), (20, 1, 20),
    ];

    private static readonly (int Rows, int Lines, int Columns)[] TieShapes = [(300, 1, 64), (20, 1, 257), (10, 1, 3), (4, 3, 400), (4, 5, 203)];

    internal static IEnumerable<KernelCase<DynamicQuantizationArguments>> All()
    {
        return Shapes.Select(shape => new KernelCase<DynamicQuantizationArguments>($"{shape}", kernel => Run(kernel, shape, Floats(shape))))
            .Concat(TieShapes.Select(shape => new KernelCase<DynamicQuantizationArguments>($"{shape}, at ties", kernel => Run(kernel, shape, Ties(shape)))));
    }

    /// <summary>Finite rows of many scales, whose values are all within some units in the last place of a tie between two steps.</summary>
    private static float[] Ties((int Rows, int Lines, int Columns) shape)
    {
        var length = shape.Lines * shape.Columns;
        var random = new Random(length);
        return [.. Enumerable.Range(0, shape.Rows).SelectMany(_ =>
        {
            var (steps, high) = (random.Next(256), MathF.ScaleB(random.NextSingle() + 1, random.Next(-100, 100)));
            var (scale, _) = DynamicRange.Parameters(-high * steps / 255, high);
            return Enumerable.Range(0, length).Select(i => i switch
            {
                0 => high,
                1 => -high * steps / 255,
                _ => Tie(scale * (random.Next(-steps, 255) + 0.5f), random.Next(-40, 41), -high * steps / 255, high),
            });
        })];
    }

    private static float Tie(float value, int units, float low, float high)
    {
        return Math.Clamp(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) + units), low, high);
    }

    /// <summary>
    /// Rows of very different ranges, among them ranges on one side of 0, one of zeros, one too narrow and one too wide for a float, and values that
    /// are not finite.
    /// </summary>
    private static float[] Floats((int Rows, int Lines, int Columns) shape)
    {
        float[] gains = [1, 1e-3f, 1e30f, 0, 1e-44f, float.MaxValue, 3, 1e-38f];
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f];
        var length = shape.Lines * shape.Columns;
        var random = new Random(shape.Rows + length);
        return [.. Enumerable.Range(0, shape.Rows * length).Select(i =>
        {
            var row = i / length;
            var offset = row % 3 == 0 ? -1 : row % 3 == 1 ? 0 : -0.5f;
            return i % 11 == 5 ? special[i / 11 % special.Length] : 2 * (random.NextSingle() + offset) * (gains[row % gains.Length] / 2);
        })];
    }

    private static byte[] Run(Kernel<DynamicQuantizationArguments> kernel, (int Rows, int Lines, int Columns) shape, float[] values)
    {
        using var input = new GuardedBuffer<float>(values);
        using var output = new GuardedBuffer<byte>(shape.Rows * shape.Lines * KernelChecks.RowStride(shape.Columns));
        using var scales = new GuardedBuffer<float>(shape.Rows);
        using var zeroPoints = new GuardedBuffer<byte>(shape.Rows);
        fixed (float* floats = input.Span, rowScales = scales.Span)
        fixed (byte* bytes = output.Span, rowZeroPoints = zeroPoints.Span)
        {
            kernel.Run(new DynamicQuantizationArguments
            {
                Floats = floats,
                Bytes = bytes,
                Scales = rowScales,
                ZeroPoints = rowZeroPoints,
                Rows = shape.Rows,
                Lines = shape.Lines,
                Columns = shape.Columns,
            });
        }

        output.AssertGuardsIntact($"{kernel.Name} on {shape}");
        scales.AssertGuardsIntact($"{kernel.Name} on {shape}");
        zeroPoints.AssertGuardsIntact($"{kernel.Name} on {shape}");
        return [.. ConvolutionRunner.Valid(output.Span, shape.Columns), .. MemoryMarshal.AsBytes(scales.Span), .. zeroPoints.Span];
    }
}
