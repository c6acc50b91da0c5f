using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's QLinearWhere (opset 1): Where of 8-bit tensors. Inputs: condition, each tensor with its scale and zero point, scale and zero point of
/// the result.
/// </summary>
internal sealed class QLinearWhere : MicrosoftOperator, IQuantizedOperator
{
    public override string Name => "QLinearWhere";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var form = new DequantizedForm(node, uniqueName);
        Value[] inputs = [node.Input(0), form.Read(1, 2, 3), form.Read(4, 5, 6)];
        return form.Write(form.Compute("Where", inputs), 7, 8, node.Input(1).Type);
    }
}
