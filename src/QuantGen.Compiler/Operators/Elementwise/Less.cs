using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Less (opset 7 to 13).</summary>
internal sealed class Less : Comparison
{
    public override string Name => "Less";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Less);
    }

    protected override bool Holds(long left, long right)
    {
        return left < right;
    }
}
