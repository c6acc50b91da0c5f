namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Cos (opset 7 to 22).</summary>
internal sealed class Cos : UnaryOperator
{
    public override string Name => "Cos";

    protected override string Kernel => nameof(Kernels.Elementwise.Cos);
}
