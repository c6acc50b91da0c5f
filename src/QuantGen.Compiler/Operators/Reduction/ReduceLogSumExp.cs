using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceLogSumExp (opset 1 to 18): the logarithm of the sum of exponentials, taken relative to the largest so that none overflows.</summary>
internal sealed class ReduceLogSumExp : ComposedOperator
{
    public override string Name => "ReduceLogSumExp";

    public override void Upgrade(UpgradeContext context)
    {
        context.MoveIntegersToInput("axes", 1);
    }

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        node.RequireInputType(0, ElementType.Float32);
        (string, object)[] keep = [("keepdims", 1L), ("noop_with_empty_axes", node.Attributes.Integer("noop_with_empty_axes", 0))];
        (string, object)[] asNode = [keep[1], ("keepdims", node.Attributes.Integer("keepdims", 1))];
        Value?[] rest = [.. node.Inputs.Skip(1)];
        // Of nothing but minus infinities the differences would be no numbers.
        var lowest = build.Constant(float.MinValue);
        var largest = build.Add("Max", [build.Add("ReduceMax", [node.Input(0), .. rest], keep), lowest]);
        var powers = build.Add("Exp", [build.Add("Sub", [node.Input(0), largest])]);
        var logarithm = build.Add("Log", [build.Add("ReduceSum", [powers, .. rest], asNode)]);
        var offset = build.Add("Max", [build.Add("ReduceMax", [node.Input(0), .. rest], asNode), lowest]);
        return build.Finish("Add", [logarithm, offset]);
    }
}
