using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceMin (opset 1 to 20).</summary>
internal sealed class ReduceMin : ReduceOperator
{
    public override string Name => "ReduceMin";

    protected override string Kernel => nameof(Kernels.Reduction.Min);

    protected override Dimension? Compute(IReadOnlyList<Dimension> elements)
    {
        return elements.All(element => element.IsConstant) ? elements.Min(element => element.Value!.Value) : null;
    }
}
