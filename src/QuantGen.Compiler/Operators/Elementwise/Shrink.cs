using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Shrink (opset 9).</summary>
internal sealed class Shrink : UnaryOperator
{
    public override string Name => "Shrink";

    protected override string Kernel => nameof(Kernels.Elementwise.Shrink);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("bias", node.Attributes.Float("bias", 0)), ("lambda", node.Attributes.Float("lambd", 0.5f))];
    }
}
