using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Elementwise;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Expand (opset 8 to 13): broadcasts to a shape.</summary>
internal sealed class Expand : OperatorDefinition
{
    public override string Name => "Expand";

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        node.SetOutput(0, input.Type, Shapes.Broadcast(input.Dimensions, node.KnownDimensions(1), node.Require));
        node.Output.SymbolicElements = InferElements(input, node.Output);
    }

    public override bool IsIdentity(Node node)
    {
        return node.Input(0).Dimensions.SequenceEqual(node.Output.Dimensions);
    }

    public override bool IsFoldable(Node node)
    {
        return FoldingLimit.Allows(node);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        // Rows of bytes are padded: whole rows can be repeated, not single elements.
        var input = node.Input(0);
        return input.Type == ElementType.Float32 && input.Rank > 0 && input.Dimensions[^1].Equals(node.Output.Dimensions[^1])
            ? IntegerForm.PassThrough
            : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        var input = node.Input(0);
        return input.Rank < node.Output.Rank || input.Dimensions[0].Value == 1 || input.Dimensions[0].Equals(node.Output.Dimensions[0]);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var input = node.Input(0);
        var isQuantized = context.IsInteger(node) && context.Primary(input).Form.IsQuantized;
        var form = isQuantized ? Form.QuantizedPlain : Form.NativePlain;
        var shape = PhysicalShape.Of(node.Output, form);
        Repetition.Step(
            node,
            context,
            context.Read(input, form),
            context.Define(node.Output, form),
            shape,
            Broadcasting.Strides(PhysicalShape.Of(input, form), shape));
    }

    private static IReadOnlyList<Plan.Dimension>? InferElements(Value input, Value output)
    {
        return input.KnownElements() is [var element] && output.ElementCount.Value is <= Value.MaxKnownElements and { } count
            ? [.. Enumerable.Repeat(element, (int)count)]
            : input.Dimensions.SequenceEqual(output.Dimensions) ? input.KnownElements() : null;
    }
}
