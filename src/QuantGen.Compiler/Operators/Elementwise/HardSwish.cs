namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX HardSwish (opset 14 to 22).</summary>
internal sealed class HardSwish : UnaryOperator
{
    public override string Name => "HardSwish";

    protected override string Kernel => nameof(Kernels.Elementwise.HardSwish);
}
