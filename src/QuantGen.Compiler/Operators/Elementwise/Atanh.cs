namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Atanh (opset 9 to 22).</summary>
internal sealed class Atanh : UnaryOperator
{
    public override string Name => "Atanh";

    protected override string Kernel => nameof(Kernels.Elementwise.Atanh);
}
