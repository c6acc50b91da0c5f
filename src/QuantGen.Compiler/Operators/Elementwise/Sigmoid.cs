namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sigmoid (opset 6 to 13).</summary>
internal sealed class Sigmoid : UnaryOperator
{
    public override string Name => "Sigmoid";

    protected override string Kernel => nameof(Kernels.Elementwise.Sigmoid);
}
