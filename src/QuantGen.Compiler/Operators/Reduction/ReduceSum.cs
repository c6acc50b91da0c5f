using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceSum (opset 1 to 13).</summary>
internal sealed class ReduceSum : ReduceOperator
{
    public override string Name => "ReduceSum";

    protected override string Kernel => nameof(Kernels.Reduction.Sum);

    protected override Dimension? Compute(IReadOnlyList<Dimension> elements)
    {
        return elements.Aggregate(Dimension.Zero, (sum, element) => sum + element);
    }
}
