using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Selu (opset 6 to 22).</summary>
internal sealed class Selu : UnaryOperator
{
    private const float DefaultAlpha = 1.67326319217681884765625f;
    private const float DefaultGamma = 1.05070102214813232421875f;

    public override string Name => "Selu";

    protected override string Kernel => nameof(Kernels.Elementwise.Elu);

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        return [("alpha", node.Attributes.Float("alpha", DefaultAlpha)), ("gamma", node.Attributes.Float("gamma", DefaultGamma))];
    }
}
