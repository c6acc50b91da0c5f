namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Floor (opset 6 to 13).</summary>
internal sealed class Floor : UnaryOperator
{
    public override string Name => "Floor";

    protected override string Kernel => nameof(Kernels.Elementwise.Floor);
}
