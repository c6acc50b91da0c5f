namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Atan (opset 7 to 22).</summary>
internal sealed class Atan : UnaryOperator
{
    public override string Name => "Atan";

    protected override string Kernel => nameof(Kernels.Elementwise.Atan);
}
