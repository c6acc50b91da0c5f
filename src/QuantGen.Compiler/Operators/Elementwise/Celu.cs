using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Celu (opset 12 to 28): the Elu of <c>x / alpha</c>, times alpha.</summary>
internal sealed class Celu : ComposedOperator
{
    public override string Name => "Celu";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var alpha = node.Attributes.Float("alpha", 1);
        if (alpha == 1)
        {
            return build.Finish("Elu", [node.Input(0)]);
        }

        var factor = build.Constant(alpha);
        var scaled = build.Add("Elu", [build.Add("Div", [node.Input(0), factor])]);
        return build.Finish("Mul", [scaled, factor]);
    }
}
