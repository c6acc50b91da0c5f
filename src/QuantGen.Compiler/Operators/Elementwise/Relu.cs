using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Relu (opset 6 to 14).</summary>
internal sealed class Relu : UnaryOperator
{
    public override string Name => "Relu";

    protected override string Kernel => nameof(Kernels.Elementwise.Relu);

    public override Clamp? AsClamp(Node node)
    {
        return Clamp.Relu;
    }
}
