using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QuickGelu (opset 1): a Swish.</summary>
internal sealed class QuickGelu : MicrosoftOperator
{
    public override string Name => "QuickGelu";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        return new ExpansionBuilder(node, uniqueName).Finish("Swish", [node.Input(0)], ("alpha", node.Attributes.Float("alpha", 1.702f)));
    }
}
