using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QuantizeLinear (opset 1), which had 16-bit types before ONNX's did.</summary>
internal sealed class MicrosoftQuantizeLinear : MicrosoftOperator, IQuantizedOperator
{
    public override string Name => "QuantizeLinear";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        return [Expansion.Node(Name, node.Name, node.Inputs, node.Output, ("axis", node.Attributes.Integer("axis", 1)))];
    }
}
