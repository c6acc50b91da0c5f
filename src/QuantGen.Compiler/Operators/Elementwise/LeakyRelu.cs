using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX LeakyRelu (opset 6 to 16).</summary>
internal sealed class LeakyRelu : UnaryOperator
{
    public override string Name => "LeakyRelu";

    protected override string Kernel => nameof(Kernels.Elementwise.LeakyRelu);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("alpha", node.Attributes.Float("alpha", 0.01f))];
    }
}
