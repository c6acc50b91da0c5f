using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Elu (opset 6 to 22).</summary>
internal sealed class Elu : UnaryOperator
{
    public override string Name => "Elu";

    protected override string Kernel => nameof(Kernels.Elementwise.Elu);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("alpha", node.Attributes.Float("alpha", 1)), ("gamma", 1f)];
    }
}
