namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sin (opset 7 to 22).</summary>
internal sealed class Sin : UnaryOperator
{
    public override string Name => "Sin";

    protected override string Kernel => nameof(Kernels.Elementwise.Sin);
}
