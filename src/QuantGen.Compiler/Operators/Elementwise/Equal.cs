using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Equal (opset 7 to 19).</summary>
internal sealed class Equal : Comparison
{
    public override string Name => "Equal";

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [.. Numbers, ElementType.Bool];

    protected override string KernelOf(Node node)
    {
        return node.Input(0).Type == ElementType.Bool ? nameof(Broadcast.EqualBoolean) : nameof(Broadcast.Equal);
    }

    protected override bool Holds(long left, long right)
    {
        return left == right;
    }
}
