namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Round (opset 11 to 22), to the nearest integer, ties to even.</summary>
internal sealed class Round : UnaryOperator
{
    public override string Name => "Round";

    protected override string Kernel => nameof(Kernels.Elementwise.Round);
}
