namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Neg (opset 6 to 13).</summary>
internal sealed class Neg : UnaryOperator
{
    public override string Name => "Neg";

    protected override string Kernel => nameof(Kernels.Elementwise.Negate);

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [ElementType.Float32, ElementType.Int32, ElementType.Int64];
}
