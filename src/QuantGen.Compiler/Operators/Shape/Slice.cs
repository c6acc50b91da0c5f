using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Slice (opset 1 to 13): bounds are attributes before opset 10 and inputs since, steps exist since then.</summary>
internal sealed class Slice : OperatorDefinition
{
    public override string Name => "Slice";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 10)
        {
            context.MoveIntegersToInput("starts", 1);
            context.MoveIntegersToInput("ends", 2);
            context.MoveIntegersToInput("axes", 3);
        }
    }

    public override void Infer(Node node)
    {
        var (input, ranges) = (node.Input(0), Ranges(node));
        node.SetOutput(0, input.Type, ranges.Select(range => range.Length));
        node.Output.SymbolicElements = InferElements(input, ranges);
    }

    public override bool IsIdentity(Node node)
    {
        return Ranges(node).Zip(node.Input(0).Dimensions).All(pair => pair.First == SliceRange.Whole(pair.Second));
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 ? IntegerForm.PassThrough : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Ranges(node) is [var first, ..] && first == SliceRange.Whole(node.Input(0).Dimensions[0]);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        SliceCopy.Step(node, context, node.Output, Ranges(node));
    }

    private static SliceRange[] Ranges(Node node)
    {
        var dimensions = node.Input(0).Dimensions;
        var (starts, ends) = (node.KnownDimensions(1), node.KnownDimensions(2));
        var axes = node.OptionalInput(3) is null ? null : node.KnownIntegers(3);
        var steps = node.OptionalInput(4) is null ? null : node.KnownIntegers(4);
        var count = starts.Count;
        if (ends.Count != count || (axes is not null && axes.Length != count) || (steps is not null && steps.Length != count)
            || (axes is null && count > dimensions.Count))
        {
            throw new InvalidNodeException("its starts, ends, axes and steps do not go together");
        }

        var named = axes is null ? [.. Enumerable.Range(0, count)] : Array.ConvertAll(axes, axis => Shapes.Axis(axis, dimensions.Count));
        var ranges = dimensions.Select(SliceRange.Whole).ToArray();
        for (var i = 0; i < count; i++)
        {
            var axis = named[i];
            ranges[axis] = SliceRange.Of(dimensions[axis], starts[i], ends[i], steps?[i] ?? 1, Longest(dimensions, axis));
        }

        return ranges;
    }

    /// <summary>The length at which the tensor would no longer fit an array.</summary>
    private static long Longest(IReadOnlyList<Dimension> dimensions, int axis)
    {
        var others = dimensions.Where((dimension, i) => i != axis && dimension.Value > 0).Aggregate(1L, (product, dimension) => product * dimension.Value!.Value);
        return (Array.MaxLength / others) + 1;
    }

    private static IReadOnlyList<Dimension>? InferElements(Value input, SliceRange[] ranges)
    {
        if (input.KnownElements() is not { } elements
            || ranges is not [{ Start.Value: { } start, Step: var step, Length.Value: { } length }])
        {
            return null;
        }

        return [.. Enumerable.Range(0, (int)length).Select(i => elements[(int)(start + (i * step))])];
    }
}
