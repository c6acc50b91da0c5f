using System.Runtime.InteropServices;
using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>The tensors on which conversions between float and 8 bits are compared.</summary>
internal static unsafe class QuantizationCases
{
    private static readonly (int Batch, int Rows, int Columns, float Scale, int ZeroPoint)[] Shapes =
    [
        (1, 1, 1, 0.1f, 0), (1, 7, 1, 0.1f, 255), (2, 8, 1, 0.1f, 128), (2, 9, 2, 0.1f, 3), (2, 33, 3, 1f / 3, 100), (1, 16, 4, 0.02f, 128),
        (1, 17, 5, 0.7f, 1), (3, 10, 8, 0.1f, 254), (1, 3, 16, 1e-3f, 127), (2, 3, 17, 1e-30f, 10), (1, 20, 24, 1e30f, 10), (0, 4, 4, 1, 1),
    ];

    internal static IEnumerable<KernelCase<QuantizationArguments>> ToBytes()
    {
        return Shapes.Select(shape => new KernelCase<QuantizationArguments>($"{shape}", kernel =>
        {
            using var input = new GuardedBuffer<float>(Floats(shape.Batch * shape.Rows * shape.Columns, shape.Scale));
            using var output = new GuardedBuffer<byte>(shape.Batch * shape.Rows * KernelChecks.RowStride(shape.Columns));
            Run(kernel, input.Span, output.Span, shape);
            output.AssertGuardsIntact($"{kernel.Name} on {shape}");
            return ConvolutionRunner.Valid(output.Span, shape.Columns);
        }));
    }

    internal static IEnumerable<KernelCase<QuantizationArguments>> ToFloats()
    {
        return Shapes.Select(shape => new KernelCase<QuantizationArguments>($"{shape}", kernel =>
        {
            var bytes = new byte[shape.Batch * shape.Rows * KernelChecks.RowStride(shape.Columns)];
            new Random(bytes.Length).NextBytes(bytes);
            using var input = new GuardedBuffer<byte>(bytes);
            using var output = new GuardedBuffer<float>(shape.Batch * shape.Rows * shape.Columns);
            Run(kernel, output.Span, input.Span, shape);
            output.AssertGuardsIntact($"{kernel.Name} on {shape}");
            return MemoryMarshal.AsBytes(output.Span).ToArray();
        }));
    }

    /// <summary>Values around every step and half step, among them what a conversion without a clamp gets wrong.</summary>
    private static float[] Floats(int count, float scale)
    {
        float[] special =
        [
            float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, -0f, float.Epsilon, 3e9f, -3e9f, 2147483648f,
        ];
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i => i % 3 == 1 ? special[i / 3 % special.Length] : (random.Next(-600, 600) / 2f) * scale)];
    }

    private static void Run(
        Kernel<QuantizationArguments> kernel,
        Span<float> floats,
        Span<byte> bytes,
        (int Batch, int Rows, int Columns, float Scale, int ZeroPoint) shape)
    {
        fixed (float* values = floats)
        fixed (byte* quantized = bytes)
        {
            kernel.Run(new QuantizationArguments
            {
                Floats = values,
                Bytes = quantized,
                Batch = shape.Batch,
                Rows = shape.Rows,
                Columns = shape.Columns,
                Scale = shape.Scale,
                ZeroPoint = shape.ZeroPoint,
            });
        }
    }
}
