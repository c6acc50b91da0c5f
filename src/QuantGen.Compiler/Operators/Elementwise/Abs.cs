namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Abs (opset 6 to 13).</summary>
internal sealed class Abs : UnaryOperator
{
    public override string Name => "Abs";

    protected override string Kernel => nameof(Kernels.Elementwise.Abs);

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [ElementType.Float32, ElementType.Int32, ElementType.Int64];
}
