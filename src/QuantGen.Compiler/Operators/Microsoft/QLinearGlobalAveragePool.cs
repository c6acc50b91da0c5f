namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's QLinearGlobalAveragePool (opset 1): GlobalAveragePool of an 8-bit tensor.</summary>
internal sealed class QLinearGlobalAveragePool : QLinearUnary
{
    public override string Name => "QLinearGlobalAveragePool";

    protected override string FloatOperator => "GlobalAveragePool";
}
