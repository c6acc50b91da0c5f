using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX GreaterOrEqual (opset 12 to 16).</summary>
internal sealed class GreaterOrEqual : Comparison
{
    public override string Name => "GreaterOrEqual";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.GreaterOrEqual);
    }

    protected override bool Holds(long left, long right)
    {
        return left >= right;
    }
}
