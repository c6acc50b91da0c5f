namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Cosh (opset 9 to 22).</summary>
internal sealed class Cosh : UnaryOperator
{
    public override string Name => "Cosh";

    protected override string Kernel => nameof(Kernels.Elementwise.Cosh);
}
