namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Log (opset 6 to 13).</summary>
internal sealed class Log : UnaryOperator
{
    public override string Name => "Log";

    protected override string Kernel => nameof(Kernels.Elementwise.Log);
}
