using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX BitwiseNot (opset 18) of integers.</summary>
internal sealed class BitwiseNot : UnaryOperator
{
    public override string Name => "BitwiseNot";

    protected override string Kernel => nameof(Kernels.Elementwise.BitwiseNot);

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } =
    [
        ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64,
        ElementType.UInt8, ElementType.UInt16, ElementType.UInt32, ElementType.UInt64,
    ];

    public override IReadOnlyList<IntegerForm> IntegerForms => [];
}
