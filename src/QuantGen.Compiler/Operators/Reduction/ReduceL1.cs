namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceL1 (opset 1 to 18).</summary>
internal sealed class ReduceL1 : ReduceOperator
{
    public override string Name => "ReduceL1";

    protected override string Kernel => nameof(Kernels.Reduction.L1);
}
