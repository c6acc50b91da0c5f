using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Flatten (opset 1 to 21).</summary>
internal sealed class Flatten : ReshapingOperator
{
    public override string Name => "Flatten";

    protected override IReadOnlyList<Dimension> OutputShape(Node node)
    {
        var input = node.Input(0).Dimensions;
        var axis = node.Attributes.Integer("axis", 1);
        var split = axis == input.Count ? input.Count : Shapes.Axis(axis, input.Count);
        return [Shapes.Product(input.Take(split)), Shapes.Product(input.Skip(split))];
    }
}
