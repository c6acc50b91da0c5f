namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Tanh (opset 6 to 13).</summary>
internal sealed class Tanh : UnaryOperator
{
    public override string Name => "Tanh";

    protected override string Kernel => nameof(Kernels.Elementwise.Tanh);
}
