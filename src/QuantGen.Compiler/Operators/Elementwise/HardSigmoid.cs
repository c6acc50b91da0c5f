using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX HardSigmoid (opset 6 to 22).</summary>
internal sealed class HardSigmoid : UnaryOperator
{
    public override string Name => "HardSigmoid";

    protected override string Kernel => nameof(Kernels.Elementwise.HardSigmoid);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("alpha", node.Attributes.Float("alpha", 0.2f)), ("beta", node.Attributes.Float("beta", 0.5f))];
    }
}
