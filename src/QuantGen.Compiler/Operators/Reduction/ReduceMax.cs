using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceMax (opset 1 to 20).</summary>
internal sealed class ReduceMax : ReduceOperator
{
    public override string Name => "ReduceMax";

    protected override string Kernel => nameof(Kernels.Reduction.Max);

    protected override string Pooling => "GlobalMaxPool";

    protected override Dimension? Compute(IReadOnlyList<Dimension> elements)
    {
        return elements.Aggregate(Dimension.Max);
    }
}
