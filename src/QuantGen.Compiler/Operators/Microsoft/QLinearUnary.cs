using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>An operator of one 8-bit tensor. Inputs: the tensor, its scale and zero point, scale and zero point of the result.</summary>
internal abstract class QLinearUnary : MicrosoftOperator, IQuantizedOperator
{
    /// <summary>The operator of ai.onnx on floats.</summary>
    protected abstract string FloatOperator { get; }

    /// <summary>Its attributes.</summary>
    protected virtual IEnumerable<(string Name, object Value)> Attributes(Node node)
    {
        return [];
    }

    public sealed override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.Attributes.Integer("channels_last", 0) != 0)
        {
            throw new UnsupportedNodeException("its channels are last: ONNX Runtime writes that when it saves an optimized model; use the model before");
        }

        var form = new DequantizedForm(node, uniqueName);
        var result = form.Compute(FloatOperator, [form.Read(0, 1, 2)], [.. Attributes(node)]);
        return form.Write(result, 3, 4, node.Input(0).Type);
    }
}
