using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>The operands on which element-wise kernels are compared.</summary>
internal static unsafe class ElementwiseCases
{
    internal static IEnumerable<KernelCase<ElementwiseArguments>> All()
    {
        foreach (var columns in new[] { 0, 1, 3, 4, 8, 15, 16, 17, 24, 32, 100 })
        {
            yield return Case(1, columns, 1, 120, 130, 0.9f);
            yield return Case(6, columns, 3, 0, 255, 0.37f);
            yield return Case(4, columns, 2, 255, 0, 1e9f);
        }
    }

    internal static IEnumerable<KernelCase<LookupTableArguments>> LookUps()
    {
        return new[] { 0, 1, 63, 64, 65, 256, 300 }.Select(LookUp);
    }

    private static KernelCase<LookupTableArguments> LookUp(int length)
    {
        var data = new byte[length];
        var entries = new byte[256];
        new Random(length).NextBytes(data);
        new Random(length + 1).NextBytes(entries);
        return new($"{length} bytes", kernel =>
        {
            using var input = new GuardedBuffer<byte>(data);
            using var output = new GuardedBuffer<byte>(length);
            using var table = new GuardedBuffer<byte>(entries);
            LookupTable.Apply(kernel.Run, input.Span, output.Span, table.Span);
            output.AssertGuardsIntact(kernel.Name);
            return output.Span.ToArray();
        });
    }

    private static KernelCase<ElementwiseArguments> Case(
        int rows, int columns, int rowsPerRight, int leftZeroPoint, int rightZeroPoint, float ratio)
    {
        var lefts = new byte[rows * columns];
        var rights = new byte[rows / rowsPerRight * columns];
        new Random(columns).NextBytes(lefts);
        new Random(columns + 1).NextBytes(rights);
        var addition = new QuantizedAddition(ratio, 0.4f, 7.5f, 3, 240);
        var multiplication = new QuantizedMultiplication(leftZeroPoint, rightZeroPoint, ratio * 0.01f, new Requantization(100, 3, 240));
        var name = $"{rows} rows of {columns}, zero points {leftZeroPoint} and {rightZeroPoint}";
        return new(name, kernel =>
        {
            using var left = new GuardedBuffer<byte>(lefts);
            using var right = new GuardedBuffer<byte>(rights);
            using var output = new GuardedBuffer<byte>(lefts.Length);
            QuantizedElementwise.Run(
                kernel.Run, left.Span, right.Span, output.Span, rows, columns, rowsPerRight, addition, multiplication);
            output.AssertGuardsIntact($"{kernel.Name} on {name}");
            return output.Span.ToArray();
        });
    }
}
