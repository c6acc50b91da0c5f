using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QLinearLeakyRelu (opset 1): LeakyRelu of an 8-bit tensor.</summary>
internal sealed class QLinearLeakyRelu : QLinearUnary
{
    public override string Name => "QLinearLeakyRelu";

    protected override string FloatOperator => "LeakyRelu";

    protected override IEnumerable<(string Name, object Value)> Attributes(Node node)
    {
        return [("alpha", node.Attributes.Float("alpha", 0.01f))];
    }
}
