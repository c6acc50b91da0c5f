using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX ConstantOfShape (opset 9 to 21): one value in every element of a given shape.</summary>
internal sealed class ConstantOfShape : OperatorDefinition
{
    public override string Name => "ConstantOfShape";

    public override void Infer(Node node)
    {
        var value = Element(node);
        node.SetOutput(0, value.Type, node.KnownDimensions(0));
        node.Output.SymbolicElements = InferElements(node.Output, value);
    }

    public override bool IsFoldable(Node node)
    {
        return FoldingLimit.Allows(node);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var element = context.Builder.Constant($"{node.Name}_value", Element(node));
        var shape = node.Output.Dimensions;
        var strides = Enumerable.Repeat(Dimension.Zero, shape.Count).ToArray();
        Repetition.Step(node, context, element, context.Define(node.Output, Form.NativePlain), shape, strides);
    }

    private static TensorData Element(Node node)
    {
        var value = node.Attributes.Tensor("value") ?? TensorData.Scalar(0f);
        return value.Count == 1 ? value : throw new InvalidNodeException($"its value has {value.Count} elements instead of one");
    }

    private static IReadOnlyList<Dimension>? InferElements(Value output, TensorData value)
    {
        return value.Type is ElementType.Int64 or ElementType.Int32 && output.ElementCount.Value is <= Value.MaxKnownElements and { } count
            ? [.. Enumerable.Repeat(Dimension.Constant(value.ToInt64()[0]), (int)count)]
            : null;
    }
}
