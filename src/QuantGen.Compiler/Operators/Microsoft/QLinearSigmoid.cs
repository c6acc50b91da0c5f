namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QLinearSigmoid (opset 1): Sigmoid of an 8-bit tensor.</summary>
internal sealed class QLinearSigmoid : QLinearUnary
{
    public override string Name => "QLinearSigmoid";

    protected override string FloatOperator => "Sigmoid";
}
