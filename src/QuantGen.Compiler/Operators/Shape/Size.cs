using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Size (opset 1 to 21): the number of elements, known as an expression at build time.</summary>
internal sealed class Size : OperatorDefinition
{
    public override string Name => "Size";

    public override void Infer(Node node)
    {
        node.SetOutput(0, ElementType.Int64, []);
        node.Output.SymbolicElements = [node.Input(0).ElementCount];
    }
}
