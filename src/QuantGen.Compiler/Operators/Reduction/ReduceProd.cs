using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceProd (opset 1 to 18).</summary>
internal sealed class ReduceProd : ReduceOperator
{
    public override string Name => "ReduceProd";

    protected override string Kernel => nameof(Kernels.Reduction.Product);

    protected override Dimension? Compute(IReadOnlyList<Dimension> elements)
    {
        return elements.Aggregate(Dimension.One, (product, element) => product * element);
    }
}
