using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Gelu (opset 20).</summary>
internal sealed class Gelu : UnaryOperator
{
    public override string Name => "Gelu";

    protected override string Kernel => nameof(Kernels.Elementwise.Gelu);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("tanhApproximation", node.Attributes.String("approximate", "none") == "tanh")];
    }
}
