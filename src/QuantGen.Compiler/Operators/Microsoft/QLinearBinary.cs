using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// An element-wise operator of two 8-bit tensors. Inputs: left, its scale and zero point, right, its scale and zero point, scale and zero point
/// of the result.
/// </summary>
internal abstract class QLinearBinary : MicrosoftOperator, IQuantizedOperator
{
    /// <summary>The operator of ai.onnx on floats.</summary>
    protected abstract string FloatOperator { get; }

    public sealed override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var form = new DequantizedForm(node, uniqueName);
        Value[] operands = [form.Read(0, 1, 2), form.Read(3, 4, 5)];
        return form.Write(form.Compute(FloatOperator, operands), 6, 7, node.Input(0).Type);
    }
}
