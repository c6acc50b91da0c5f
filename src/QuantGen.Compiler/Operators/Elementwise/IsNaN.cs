namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX IsNaN (opset 9 to 20).</summary>
internal sealed class IsNaN : Classification
{
    public override string Name => "IsNaN";

    protected override string Kernel => nameof(Kernels.Elementwise.IsNaN);
}
