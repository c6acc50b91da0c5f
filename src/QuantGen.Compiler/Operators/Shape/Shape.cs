using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Shape (opset 1 to 21): the dimensions, or those from <c>start</c> to <c>end</c>, as expressions.</summary>
internal sealed class Shape : OperatorDefinition
{
    public override string Name => "Shape";

    public override void Infer(Node node)
    {
        var dimensions = node.Input(0).Dimensions;
        var start = Clamp(node.Attributes.Integer("start", 0), dimensions.Count);
        var end = Clamp(node.Attributes.Integer("end", dimensions.Count), dimensions.Count);
        Dimension[] elements = [.. dimensions.Take(end).Skip(start)];
        node.SetOutput(0, ElementType.Int64, [elements.Length]);
        node.Output.SymbolicElements = elements;
    }

    private static int Clamp(long axis, int rank)
    {
        return (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }
}
