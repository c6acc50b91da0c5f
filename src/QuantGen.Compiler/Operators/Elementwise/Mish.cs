namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Mish (opset 18 to 22).</summary>
internal sealed class Mish : UnaryOperator
{
    public override string Name => "Mish";

    protected override string Kernel => nameof(Kernels.Elementwise.Mish);
}
