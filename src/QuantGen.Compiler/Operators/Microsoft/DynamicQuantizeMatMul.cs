using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's DynamicQuantizeMatMul (opset 1): float times an 8-bit matrix, by quantizing the float tensor as a whole. Inputs: left, right, the right
/// one's scale and zero point (optional), an optional bias.
/// </summary>
internal sealed class DynamicQuantizeMatMul : MicrosoftOperator, IQuantizedOperator
{
    public override string Name => "DynamicQuantizeMatMul";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var form = new DequantizedForm(node, uniqueName);
        var (bytes, scale, zeroPoint) = form.QuantizeDynamically(node.Input(0));
        var product = IntegerProduct.Append(form, bytes, zeroPoint, scale, new IntegerFactor(node.Input(1), node.Input(2), node.OptionalInput(3)));
        return form.WriteFloats(node.OptionalInput(4) is { } bias ? form.Compute("Add", "bias", [product, bias]) : product);
    }
}
