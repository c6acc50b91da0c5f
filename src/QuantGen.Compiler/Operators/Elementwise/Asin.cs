namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Asin (opset 7 to 22).</summary>
internal sealed class Asin : UnaryOperator
{
    public override string Name => "Asin";

    protected override string Kernel => nameof(Kernels.Elementwise.Asin);
}
