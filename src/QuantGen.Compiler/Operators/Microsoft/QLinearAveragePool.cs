using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QLinearAveragePool (opset 1): AveragePool of an 8-bit tensor.</summary>
internal sealed class QLinearAveragePool : QLinearUnary
{
    public override string Name => "QLinearAveragePool";

    protected override string FloatOperator => "AveragePool";

    protected override IEnumerable<(string Name, object Value)> Attributes(Node node)
    {
        return node.Attributes.All.Where(attribute => attribute.Key != "channels_last").Select(attribute => (attribute.Key, attribute.Value));
    }
}
