using QuantGen.Compiler.Graph;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Div (opset 7 to 14); integers round toward zero.</summary>
internal sealed class Div : BinaryOperator
{
    public override string Name => "Div";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Divide);
    }

    protected override Dimension? Compute(Dimension left, Dimension right)
    {
        // A size over a positive number: rounding down is rounding toward zero.
        return left is { Value: { } dividend } && right is { Value: { } divisor } ? divisor == 0 ? null : dividend / divisor
            : right.Value is > 0 ? left / right
            : null;
    }
}
