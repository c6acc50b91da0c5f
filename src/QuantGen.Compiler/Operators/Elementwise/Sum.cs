using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sum (opset 6 to 13) of any number of operands: a chain of additions.</summary>
internal sealed class Sum : OperatorDefinition
{
    public override string Name => "Sum";

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("Add").IntegerForms;

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        var build = new ExpansionBuilder(node, uniqueName);
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

    public override void Infer(Node node)
    {
        throw new InvalidOperationException("A Sum is always written as additions.");
    }
}
