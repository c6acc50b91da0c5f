using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Where (opset 9 to 16): an element of the second input where the condition holds, else of the third.</summary>
internal sealed class Where : OperatorDefinition
{
    public override string Name => "Where";

    public override void Infer(Node node)
    {
        var (condition, left, right) = (node.Input(0), node.Input(1), node.Input(2));
        if (condition.Type != ElementType.Bool || left.Type != right.Type)
        {
            throw new InvalidNodeException($"its inputs are {condition.Type}, {left.Type} and {right.Type}");
        }

        var branches = Shapes.Broadcast(left.Dimensions, right.Dimensions, node.Require);
        node.SetOutput(0, left.Type, Shapes.Broadcast(condition.Dimensions, branches, node.Require));
        node.Output.SymbolicElements = InferElements(condition, left, right, node.Output);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var shape = node.Output.Dimensions;
        context.Step(
            node,
            "Where",
            $"{nameof(Broadcast)}.{nameof(Broadcast.Where)}",
            ("condition", context.ReadPlain(node.Input(0))),
            ("left", context.ReadPlain(node.Input(1))),
            ("right", context.ReadPlain(node.Input(2))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("shape", shape.ToArray()),
            ("conditionStrides", Broadcasting.Strides(node.Input(0).Dimensions, shape)),
            ("leftStrides", Broadcasting.Strides(node.Input(1).Dimensions, shape)),
            ("rightStrides", Broadcasting.Strides(node.Input(2).Dimensions, shape)));
    }

    private static IReadOnlyList<Dimension>? InferElements(Value condition, Value left, Value right, Value output)
    {
        if (output.Rank > 1
            || condition.KnownElements() is not { } choice
            || left.KnownElements() is not { } a
            || right.KnownElements() is not { } b
            || choice.Any(element => !element.IsConstant) || output.ElementCount.Value is not (<= Value.MaxKnownElements and { } count))
        {
            return null;
        }

        return [.. Enumerable.Range(0, (int)count).Select(i => At(choice, i).Value != 0 ? At(a, i) : At(b, i))];
    }

    /// <summary>The element that an operand of rank 0 or 1 is broadcast to.</summary>
    private static Dimension At(IReadOnlyList<Dimension> elements, int index)
    {
        return elements[elements.Count == 1 ? 0 : index];
    }
}
