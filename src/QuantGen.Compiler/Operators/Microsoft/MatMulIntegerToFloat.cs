using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's MatMulIntegerToFloat (opset 1): a product of 8-bit matrices times the product of their scales, plus an optional bias. Inputs: left,
/// right, the scale of each, the zero point of each (optional), bias.
/// </summary>
internal sealed class MatMulIntegerToFloat : MicrosoftOperator, IQuantizedOperator
{
    public override string Name => "MatMulIntegerToFloat";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var form = new DequantizedForm(node, uniqueName);
        var product = node.Input(2).IsConstant
            ? form.Compute("MatMul", [form.Read(0, 2, 4), form.Read(1, 3, 5, axis: node.Input(1).Rank - 1)])
            : IntegerProduct.Append(form, node.Input(0), node.OptionalInput(4), node.Input(2), new IntegerFactor(node.Input(1), node.Input(3), node.OptionalInput(5)));
        return form.WriteFloats(node.OptionalInput(6) is { } bias ? form.Compute("Add", "bias", [product, bias]) : product);
    }
}
