using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Tile (opset 6 to 13): the input laid side by side, a number of times along each axis.</summary>
internal sealed class Tile : OperatorDefinition
{
    public override string Name => "Tile";

    public override void Infer(Node node)
    {
        var (input, repeats) = (node.Input(0), node.KnownDimensions(1));
        if (repeats.Count != input.Rank)
        {
            throw new InvalidNodeException($"it has {repeats.Count} repeats for {input.Rank} axes");
        }

        node.SetOutput(0, input.Type, input.Dimensions.Zip(repeats, (dimension, repeat) => dimension * repeat));
    }

    public override bool IsIdentity(Node node)
    {
        return node.Input(0).Dimensions.SequenceEqual(node.Output.Dimensions);
    }

    public override bool IsFoldable(Node node)
    {
        return FoldingLimit.Allows(node);
    }

    public override bool KeepsRowsApart(Node node)
    {
        // A single row gives rows that are all the same.
        return node.Input(0) is { Rank: > 0 } input
            && (input.Dimensions[0].Value == 1 || input.Dimensions[0].Equals(node.Output.Dimensions[0]));
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var input = node.Input(0);
        var (shape, strides) = (new List<Dimension>(), new List<Dimension>());
        var stride = Dimension.One;
        foreach (var (dimension, repeat) in input.Dimensions.Zip(node.KnownDimensions(1)).Reverse())
        {
            // Each axis becomes two: the repetitions, which stay in place, and the elements.
            shape.InsertRange(0, [repeat, dimension]);
            strides.InsertRange(0, [Dimension.Zero, stride]);
            stride *= dimension;
        }

        Repetition.Step(node, context, context.ReadPlain(input), context.Define(node.Output, Form.NativePlain), shape, strides);
    }
}
