using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX IsInf (opset 10 to 20).</summary>
internal sealed class IsInf : Classification
{
    public override string Name => "IsInf";

    protected override string Kernel => nameof(Kernels.Elementwise.IsInfinity);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return
        [
            ("positive", node.Attributes.Integer("detect_positive", 1) != 0),
            ("negative", node.Attributes.Integer("detect_negative", 1) != 0),
        ];
    }
}
