using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>What ONNX Runtime wrote into ai.onnx as SimplifiedLayerNormalization (opset 1), before ONNX had RMSNormalization.</summary>
internal sealed class SimplifiedLayerNormalization : ComposedOperator
{
    public override string Name => "SimplifiedLayerNormalization";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        if (node.Outputs.Skip(1).Any(output => output is not null))
        {
            throw new UnsupportedNodeException("its output of the deviation");
        }

        return build.Finish(
            "RMSNormalization",
            [node.Input(0), node.Input(1)],
            ("axis", node.Attributes.Integer("axis", -1)),
            ("epsilon", node.Attributes.Float("epsilon", 1e-5f)));
    }
}
