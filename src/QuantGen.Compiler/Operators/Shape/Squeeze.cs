using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>
/// ONNX Squeeze (opset 1 to 21): axes are an attribute before opset 13 and an input since; without them, every axis of length 1.
/// </summary>
internal sealed class Squeeze : ReshapingOperator
{
    public override string Name => "Squeeze";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 13)
        {
            context.MoveIntegersToInput("axes", 1);
        }
    }

    protected override IReadOnlyList<Dimension> OutputShape(Node node)
    {
        var input = node.Input(0).Dimensions;
        if (node.OptionalInput(1) is null)
        {
            return input.All(dimension => dimension.IsConstant)
                ? [.. input.Where(dimension => dimension.Value != 1)]
                : throw new UnsupportedNodeException($"which axes of {Shapes.Print(input)} it removes is not known at build time");
        }

        var axes = Shapes.Axes(node.KnownIntegers(1), input.Count);
        foreach (var axis in axes)
        {
            node.Require(input[axis], Dimension.One);
        }

        return [.. input.Where((_, axis) => !axes.Contains(axis))];
    }
}
