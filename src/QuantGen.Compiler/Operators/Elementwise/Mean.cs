using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Mean (opset 6 to 13) of any number of operands: their sum divided by their number.</summary>
internal sealed class Mean : ComposedOperator
{
    public override string Name => "Mean";

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("Add").IntegerForms;

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var sum = build.Add("Sum", [.. node.Inputs]);
        return build.Finish("Div", [sum, build.Constant(node.Inputs.Count)]);
    }
}
