using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX CastLike (opset 15 to 21): a Cast to the element type of the second input.</summary>
internal sealed class CastLike : OperatorDefinition
{
    public override string Name => "CastLike";

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        return new ExpansionBuilder(node, uniqueName).Finish("Cast", [node.Input(0)], ("to", (long)OnnxElementTypes.Write(node.Input(1).Type)));
    }

    public override void Infer(Node node)
    {
        throw new InvalidOperationException("A CastLike is always written as a Cast.");
    }
}
