namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Ceil (opset 6 to 13).</summary>
internal sealed class Ceil : UnaryOperator
{
    public override string Name => "Ceil";

    protected override string Kernel => nameof(Kernels.Elementwise.Ceiling);
}
