using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Swish (opset 24): <c>x * sigmoid(alpha * x)</c>, called SiLU when alpha is 1.</summary>
internal sealed class Swish : UnaryOperator
{
    public override string Name => "Swish";

    protected override string Kernel => nameof(Kernels.Elementwise.Swish);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("alpha", node.Attributes.Float("alpha", 1))];
    }
}
