namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX Softmax (opset 1 to 13).</summary>
internal sealed class Softmax : SoftmaxOperator
{
    public override string Name => "Softmax";

    protected override string Kernel => nameof(Kernels.Softmax.Run);
}
