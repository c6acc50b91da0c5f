using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>Appends the copy of a part of a node's first input, in whatever order that lies in memory.</summary>
internal static class SliceCopy
{
    /// <param name="node">The node.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="output">The node's output that the part is.</param>
    /// <param name="ranges">The indices taken of each ONNX axis.</param>
    public static void Step(Node node, LoweringContext context, Value output, IReadOnlyList<SliceRange> ranges)
    {
        var source = MovedTensor.Read(node, context);
        if (source.Form.IsQuantized && !FitsPaddedRows(source, ranges))
        {
            source = MovedTensor.ReadNative(node, context);
        }

        context.Step(
            node,
            node.OperatorType,
            $"{nameof(DataMovement)}.{nameof(DataMovement.Slice)}",
            ("input", source.Operand),
            ("output", context.Define(output, source.Form)),
            ("inputShape", source.Operand.Shape.ToArray()),
            ("starts", source.InMemoryOrder([.. ranges.Select(range => range.Start)])),
            ("steps", source.InMemoryOrder([.. ranges.Select(range => (Dimension)range.Step)])),
            ("outputShape", PhysicalShape.Of(output, source.Form).ToArray()));
    }

    /// <summary>
    /// Whether the slice of a row, with the padding that the result's row has, lies within the padded row: padding may hold anything.
    /// </summary>
    private static bool FitsPaddedRows(MovedTensor source, IReadOnlyList<SliceRange> ranges)
    {
        var row = ranges[source.Axes[^1]];
        if (row.Start.Value == 0 && row.Step == 1)
        {
            return true;
        }

        return row.Start.Value is { } start && row.Length.Value is { } length and > 0 && source.Operand.RowStride.Value is { } stride
            && start + ((PhysicalShape.RoundUp(length).Value!.Value - 1) * row.Step) is var last && last >= 0 && last < stride;
    }
}
