namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QLinearMul (opset 1): Mul of 8-bit tensors.</summary>
internal sealed class QLinearMul : QLinearBinary
{
    public override string Name => "QLinearMul";

    protected override string FloatOperator => "Mul";
}
