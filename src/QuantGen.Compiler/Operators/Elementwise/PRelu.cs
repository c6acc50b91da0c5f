using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX PRelu (opset 7 to 16); the slope is broadcast to the input.</summary>
internal sealed class PRelu : BinaryOperator
{
    public override string Name => "PRelu";

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [ElementType.Float32];

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.ParametricRelu);
    }

    public override void Infer(Node node)
    {
        base.Infer(node);
        if (!node.Output.Dimensions.SequenceEqual(node.Input(0).Dimensions))
        {
            throw new InvalidNodeException($"its slope of shape {Shapes.Print(node.Input(1).Dimensions)} does not broadcast to the input");
        }
    }
}
