namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Tan (opset 7 to 22).</summary>
internal sealed class Tan : UnaryOperator
{
    public override string Name => "Tan";

    protected override string Kernel => nameof(Kernels.Elementwise.Tan);
}
