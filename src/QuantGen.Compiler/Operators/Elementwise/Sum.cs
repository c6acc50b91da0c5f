using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sum (opset 6 to 13) of any number of operands: a chain of additions.</summary>
internal sealed class Sum : ComposedOperator
{
    public override string Name => "Sum";

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("Add").IntegerForms;

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        if (node.Inputs.Count == 1)
        {
            return build.Finish("Identity", [node.Input(0)]);
        }

        var sum = node.Input(0);
        for (var i = 1; i < node.Inputs.Count - 1; i++)
        {
            sum = build.Add("Add", [sum, node.Input(i)]);
        }

        return build.Finish("Add", [sum, node.Input(node.Inputs.Count - 1)]);
    }
}
