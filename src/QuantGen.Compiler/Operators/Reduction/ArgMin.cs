namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ArgMin (opset 1 to 13).</summary>
internal sealed class ArgMin : IndexOperator
{
    public override string Name => "ArgMin";

    protected override string Kernel => nameof(Kernels.Reduction.ArgMin);
}
