using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's QGemm (opset 1): Gemm of 8-bit matrices. Inputs: left and right, each with scale and zero point; an optional int32 bias;
/// optional scale and zero point of the result, which is float without them.
/// </summary>
internal sealed class QGemm : MicrosoftOperator, IQuantizedOperator
{
    private const int Bias = 6;
    private const int ResultScale = 7;

    public override string Name => "QGemm";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var form = new DequantizedForm(node, uniqueName);
        var (alpha, transposed) = (node.Attributes.Float("alpha", 1), node.Attributes.Integer("transB", 0));
        var inputs = new List<Value> { form.Read(0, 1, 2), form.Read(3, 4, 5, axis: transposed != 0 ? 0 : 1) };
        if (node.OptionalInput(Bias) is not null)
        {
            inputs.Add(form.ReadBias(Bias, 1, 4, alpha));
        }

        var result = form.Compute("Gemm", inputs, ("alpha", alpha), ("transA", node.Attributes.Integer("transA", 0)), ("transB", transposed));
        return node.OptionalInput(ResultScale) is null
            ? form.WriteFloats(result)
            : form.Write(result, ResultScale, ResultScale + 1, node.Input(0).Type);
    }
}
