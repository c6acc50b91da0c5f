using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX LessOrEqual (opset 12 to 16).</summary>
internal sealed class LessOrEqual : Comparison
{
    public override string Name => "LessOrEqual";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.LessOrEqual);
    }

    protected override bool Holds(long left, long right)
    {
        return left <= right;
    }
}
