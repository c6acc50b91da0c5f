using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Greater (opset 7 to 13).</summary>
internal sealed class Greater : Comparison
{
    public override string Name => "Greater";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Greater);
    }

    protected override bool Holds(long left, long right)
    {
        return left > right;
    }
}
