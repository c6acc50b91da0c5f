using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX CastLike (opset 15 to 21): a Cast to the element type of the second input.</summary>
internal sealed class CastLike : ComposedOperator
{
    public override string Name => "CastLike";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        if (node.Input(1).Constant is { IsFourBit: true })
        {
            throw new UnsupportedNodeException("it casts to 4 bits");
        }

        return build.Finish("Cast", [node.Input(0)], ("to", (long)OnnxElementTypes.Write(node.Input(1).Type)));
    }
}
