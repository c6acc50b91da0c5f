using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Mean (opset 6 to 13) of any number of operands: their sum divided by their number.</summary>
internal sealed class Mean : OperatorDefinition
{
    public override string Name => "Mean";

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("Add").IntegerForms;

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        var build = new ExpansionBuilder(node, uniqueName);
        var sum = build.Add("Sum", [.. node.Inputs]);
        return build.Finish("Div", [sum, build.Constant(node.Inputs.Count)]);
    }

    public override void Infer(Node node)
    {
        throw new InvalidOperationException("A Mean is always written as a quotient.");
    }
}
