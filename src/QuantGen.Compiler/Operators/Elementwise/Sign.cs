namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sign (opset 9 to 13).</summary>
internal sealed class Sign : UnaryOperator
{
    public override string Name => "Sign";

    protected override string Kernel => nameof(Kernels.Elementwise.Sign);
}
