namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceSumSquare (opset 1 to 18).</summary>
internal sealed class ReduceSumSquare : ReduceOperator
{
    public override string Name => "ReduceSumSquare";

    protected override string Kernel => nameof(Kernels.Reduction.SumOfSquares);

    protected override string NextKernel => nameof(Kernels.Reduction.Sum);
}
