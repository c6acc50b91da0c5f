namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Erf (opset 9 to 13).</summary>
internal sealed class Erf : UnaryOperator
{
    public override string Name => "Erf";

    protected override string Kernel => nameof(Kernels.Elementwise.Erf);
}
