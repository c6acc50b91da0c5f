namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sinh (opset 9 to 22).</summary>
internal sealed class Sinh : UnaryOperator
{
    public override string Name => "Sinh";

    protected override string Kernel => nameof(Kernels.Elementwise.Sinh);
}
