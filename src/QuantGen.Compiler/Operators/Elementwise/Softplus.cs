namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Softplus (opset 1 to 22).</summary>
internal sealed class Softplus : UnaryOperator
{
    public override string Name => "Softplus";

    protected override string Kernel => nameof(Kernels.Elementwise.Softplus);
}
