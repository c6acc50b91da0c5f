namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Exp (opset 6 to 13).</summary>
internal sealed class Exp : UnaryOperator
{
    public override string Name => "Exp";

    protected override string Kernel => nameof(Kernels.Elementwise.Exp);
}
