namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Reciprocal (opset 6 to 13).</summary>
internal sealed class Reciprocal : UnaryOperator
{
    public override string Name => "Reciprocal";

    protected override string Kernel => nameof(Kernels.Elementwise.Reciprocal);
}
