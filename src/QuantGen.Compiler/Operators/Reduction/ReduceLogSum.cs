using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceLogSum (opset 1 to 18): the logarithm of the sum.</summary>
internal sealed class ReduceLogSum : ComposedOperator
{
    public override string Name => "ReduceLogSum";

    public override void Upgrade(UpgradeContext context)
    {
        context.MoveIntegersToInput("axes", 1);
    }

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var sum = build.Add("ReduceSum", [.. node.Inputs], [.. node.Attributes.All.Select(pair => (pair.Key, pair.Value))]);
        return build.Finish("Log", [sum]);
    }
}
