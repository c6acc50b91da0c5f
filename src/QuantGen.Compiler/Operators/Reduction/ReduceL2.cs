namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceL2 (opset 1 to 18).</summary>
internal sealed class ReduceL2 : ReduceOperator
{
    public override string Name => "ReduceL2";

    protected override string Kernel => nameof(Kernels.Reduction.L2);
}
