namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX ReduceMean (opset 1 to 18).</summary>
internal sealed class ReduceMean : ReduceOperator
{
    public override string Name => "ReduceMean";

    protected override string Kernel => nameof(Kernels.Reduction.Mean);

    protected override string Pooling => "GlobalAveragePool";
}
