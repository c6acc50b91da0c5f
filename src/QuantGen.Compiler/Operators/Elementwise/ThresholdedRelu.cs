using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX ThresholdedRelu (opset 10 to 22).</summary>
internal sealed class ThresholdedRelu : UnaryOperator
{
    public override string Name => "ThresholdedRelu";

    protected override string Kernel => nameof(Kernels.Elementwise.ThresholdedRelu);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("alpha", node.Attributes.Float("alpha", 1))];
    }
}
