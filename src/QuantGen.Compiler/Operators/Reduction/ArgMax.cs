namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ArgMax (opset 1 to 13).</summary>
internal sealed class ArgMax : IndexOperator
{
    public override string Name => "ArgMax";

    protected override string Kernel => nameof(Kernels.Reduction.ArgMax);
}
