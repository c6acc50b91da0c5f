using QuantGen.Compiler.Graph;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Sub (opset 7 to 14).</summary>
internal sealed class Sub : BinaryOperator
{
    public override string Name => "Sub";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Subtract);
    }

    protected override Dimension? Compute(Dimension left, Dimension right)
    {
        return left - right;
    }
}
