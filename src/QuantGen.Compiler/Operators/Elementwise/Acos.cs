namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Acos (opset 7 to 22).</summary>
internal sealed class Acos : UnaryOperator
{
    public override string Name => "Acos";

    protected override string Kernel => nameof(Kernels.Elementwise.Acos);
}
