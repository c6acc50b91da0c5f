using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>
/// ONNX Split (opset 2 to 18): cuts an axis into parts. Their lengths are an attribute before opset 13 and an optional input since;
/// without them the parts are equal, from opset 18 on with a last one that may be shorter.
/// </summary>
internal sealed class Split : OperatorDefinition
{
    public override string Name => "Split";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 13)
        {
            context.MoveIntegersToInput("split", 1);
        }

        if (context.Opset < 18)
        {
            context.Node.Attributes.Set("num_outputs", (long)context.Node.Outputs.Count);
        }
    }

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        var (axis, lengths) = (Axis(node), Lengths(node));
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            node.SetOutput(i, input.Type, input.Dimensions.Select((dimension, index) => index == axis ? lengths[i] : dimension));
        }
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 ? IntegerForm.PassThrough : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) != 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (axis, lengths) = (Axis(node), Lengths(node));
        var start = Dimension.Zero;
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            var ranges = node.Input(0).Dimensions.Select(SliceRange.Whole).ToArray();
            ranges[axis] = new SliceRange(start, 1, lengths[i]);
            start += lengths[i];
            if (node.Outputs[i] is { } output)
            {
                SliceCopy.Step(node, context, output, ranges);
            }
        }
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", 0), node.Input(0).Rank);
    }

    private static Dimension[] Lengths(Node node)
    {
        var (total, count) = (node.Input(0).Dimensions[Axis(node)], node.Outputs.Count);
        if (node.OptionalInput(1) is not null)
        {
            var lengths = node.KnownDimensions(1);
            var isWhole = lengths.Count == count && Shapes.Sum(lengths).Equals(total);
            var parts = Shapes.Print(lengths);
            return isWhole ? [.. lengths]
                : total.IsConstant ? throw new InvalidNodeException($"parts of {parts} are not {count} that make up {total}")
                : throw new UnsupportedNodeException($"whether parts of {parts} make up '{total}' is not known at build time");
        }

        if (node.Attributes.Integer("num_outputs") != count)
        {
            throw new InvalidNodeException($"num_outputs is not {count}, the number of its outputs");
        }

        if (total.TryDivideExactly(count, out var part))
        {
            return [.. Enumerable.Repeat(part, count)];
        }

        var elements = Shapes.Constant(total, "the axis that it cuts");
        var rounded = (elements + count - 1L) / count;
        return [.. Enumerable.Range(0, count).Select(i => (Dimension)Math.Clamp(elements - (i * rounded), 0, rounded))];
    }
}
