namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Softsign (opset 1 to 22).</summary>
internal sealed class Softsign : UnaryOperator
{
    public override string Name => "Softsign";

    protected override string Kernel => nameof(Kernels.Elementwise.Softsign);
}
