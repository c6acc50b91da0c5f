using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX And (opset 7).</summary>
internal sealed class And : LogicOperator
{
    public override string Name => "And";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.And);
    }
}
