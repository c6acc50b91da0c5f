using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Or (opset 7).</summary>
internal sealed class Or : LogicOperator
{
    public override string Name => "Or";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Or);
    }
}
