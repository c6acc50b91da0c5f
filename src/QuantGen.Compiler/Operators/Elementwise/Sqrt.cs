namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sqrt (opset 6 to 13).</summary>
internal sealed class Sqrt : UnaryOperator
{
    public override string Name => "Sqrt";

    protected override string Kernel => nameof(Kernels.Elementwise.Sqrt);
}
