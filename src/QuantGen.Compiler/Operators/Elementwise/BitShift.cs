using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX BitShift (opset 11) of unsigned integers.</summary>
internal sealed class BitShift : BinaryOperator
{
    public override string Name => "BitShift";

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } =
        [ElementType.UInt8, ElementType.UInt16, ElementType.UInt32, ElementType.UInt64];

    public override IReadOnlyList<IntegerForm> IntegerForms => [];

    protected override string KernelOf(Node node)
    {
        return node.Attributes.String("direction", "") switch
        {
            "LEFT" => nameof(Broadcast.ShiftLeft),
            "RIGHT" => nameof(Broadcast.ShiftRight),
            var direction => throw new InvalidNodeException($"it has no direction '{direction}'"),
        };
    }

    public override void Infer(Node node)
    {
        _ = KernelOf(node);
        base.Infer(node);
    }
}
