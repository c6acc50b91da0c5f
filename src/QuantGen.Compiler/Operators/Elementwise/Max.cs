using QuantGen.Compiler.Graph;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Max (opset 6 to 13) of any number of operands.</summary>
internal sealed class Max : VariadicOperator
{
    public override string Name => "Max";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Maximum);
    }

    protected override Dimension? Compute(Dimension left, Dimension right)
    {
        return Dimension.Max(left, right);
    }
}
