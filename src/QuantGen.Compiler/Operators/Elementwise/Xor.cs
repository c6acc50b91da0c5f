using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Xor (opset 7).</summary>
internal sealed class Xor : LogicOperator
{
    public override string Name => "Xor";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Xor);
    }
}
