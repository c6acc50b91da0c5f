using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's QLinearConcat (opset 1): Concat of 8-bit tensors. Inputs: scale and zero point of the result, then each tensor with its scale and
/// zero point.
/// </summary>
internal sealed class QLinearConcat : MicrosoftOperator, IQuantizedOperator
{
    private const int First = 2;
    private const int InputsOfATensor = 3;

    public override string Name => "QLinearConcat";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var form = new DequantizedForm(node, uniqueName);
        var tensors = new List<Value>();
        for (var i = First; i < node.Inputs.Count; i += InputsOfATensor)
        {
            tensors.Add(form.Read(i, i + 1, i + 2));
        }

        return form.Write(form.Compute("Concat", tensors, ("axis", node.Attributes.Integer("axis", 0))), 0, 1, node.Input(First).Type);
    }
}
