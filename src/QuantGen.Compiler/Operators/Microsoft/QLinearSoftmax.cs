using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Normalization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QLinearSoftmax (opset 1): Softmax of an 8-bit tensor, by the rules of the opset that an attribute names.</summary>
internal sealed class QLinearSoftmax : QLinearUnary
{
    /// <summary>Since this opset of ai.onnx Softmax works along one axis; before, along all from that axis on.</summary>
    private const int OneAxisOpset = 13;

    public override string Name => "QLinearSoftmax";

    protected override string FloatOperator => "Softmax";

    protected override IEnumerable<(string Name, object Value)> Attributes(Node node)
    {
        yield return ("axis", node.Attributes.Integer("axis", -1));
        if (node.Attributes.Integer("opset", OneAxisOpset) < OneAxisOpset)
        {
            yield return (SoftmaxOperator.WithFollowingAxes, 1L);
        }
    }
}
