using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Mod (opset 10 to 13): the remainder with the sign of the divisor, or with <c>fmod</c> that of the dividend.</summary>
internal sealed class Mod : BinaryOperator
{
    public override string Name => "Mod";

    protected override string KernelOf(Node node)
    {
        return node.Attributes.Integer("fmod", 0) != 0 ? nameof(Broadcast.Remainder) : nameof(Broadcast.Modulo);
    }

    public override void Infer(Node node)
    {
        if (node.Attributes.Integer("fmod", 0) == 0 && node.Input(0).Type.IsFloat())
        {
            throw new InvalidNodeException("fmod must be 1 for floats");
        }

        base.Infer(node);
    }
}
