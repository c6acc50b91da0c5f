using QuantGen.Compiler.Graph;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Min (opset 6 to 13) of any number of operands.</summary>
internal sealed class Min : VariadicOperator
{
    public override string Name => "Min";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Minimum);
    }

    protected override Dimension? Compute(Dimension left, Dimension right)
    {
        return left is { Value: { } a } && right is { Value: { } b } ? Math.Min(a, b) : null;
    }
}
