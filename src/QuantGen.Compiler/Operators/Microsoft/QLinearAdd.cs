namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QLinearAdd (opset 1): Add of 8-bit tensors.</summary>
internal sealed class QLinearAdd : QLinearBinary
{
    public override string Name => "QLinearAdd";

    protected override string FloatOperator => "Add";
}
