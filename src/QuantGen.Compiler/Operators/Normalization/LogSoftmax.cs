namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX LogSoftmax (opset 1 to 13).</summary>
internal sealed class LogSoftmax : SoftmaxOperator
{
    public override string Name => "LogSoftmax";

    protected override string Kernel => nameof(Kernels.Softmax.RunLogarithm);
}
