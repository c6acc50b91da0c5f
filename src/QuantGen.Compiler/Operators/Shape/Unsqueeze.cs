using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Unsqueeze (opset 1 to 21): axes are an attribute before opset 13 and an input since.</summary>
internal sealed class Unsqueeze : ReshapingOperator
{
    public override string Name => "Unsqueeze";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 13)
        {
            context.MoveIntegersToInput("axes", 1);
        }
    }

    protected override IReadOnlyList<Dimension> OutputShape(Node node)
    {
        var axes = node.KnownIntegers(1);
        var shape = node.Input(0).Dimensions.ToList();
        foreach (var axis in Shapes.Axes(axes, shape.Count + axes.Length))
        {
            shape.Insert(axis, Dimension.One);
        }

        return shape;
    }
}
