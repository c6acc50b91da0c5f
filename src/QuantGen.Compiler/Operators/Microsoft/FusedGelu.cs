using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's Gelu, BiasGelu and FastGelu (opset 1), the last one by its tanh approximation: a Gelu of the input, plus a bias where there is one.</summary>
/// <param name="name">Which of them.</param>
internal sealed class FusedGelu(string name) : MicrosoftOperator
{
    public override string Name => name;

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var build = new ExpansionBuilder(node, uniqueName);
        var input = node.OptionalInput(1) is { } bias ? build.Add("Add", [node.Input(0), bias]) : node.Input(0);
        return build.Finish("Gelu", [input], ("approximate", name == "FastGelu" ? "tanh" : "none"));
    }
}
