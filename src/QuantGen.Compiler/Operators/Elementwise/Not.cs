namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Not (opset 1).</summary>
internal sealed class Not : UnaryOperator
{
    public override string Name => "Not";

    protected override string Kernel => nameof(Kernels.Elementwise.Not);

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [ElementType.Bool];

    public override IReadOnlyList<IntegerForm> IntegerForms => [];
}
