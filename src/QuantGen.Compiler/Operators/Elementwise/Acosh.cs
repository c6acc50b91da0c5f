namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Acosh (opset 9 to 22).</summary>
internal sealed class Acosh : UnaryOperator
{
    public override string Name => "Acosh";

    protected override string Kernel => nameof(Kernels.Elementwise.Acosh);
}
