namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Asinh (opset 9 to 22).</summary>
internal sealed class Asinh : UnaryOperator
{
    public override string Name => "Asinh";

    protected override string Kernel => nameof(Kernels.Elementwise.Asinh);
}
