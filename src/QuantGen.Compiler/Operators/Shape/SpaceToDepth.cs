using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX SpaceToDepth (opset 1 to 13): squares of the image become channels.</summary>
internal sealed class SpaceToDepth : BlockMovement
{
    public override string Name => "SpaceToDepth";

    protected override Dimension[] OutputShape(Node node, int block)
    {
        var input = node.Input(0).Dimensions;
        return [input[0], input[1] * (block * block), Quotient(input[2], block, "the height"), Quotient(input[3], block, "the width")];
    }

    protected override (Dimension[] Shape, int[] Permutation) Split(Node node, bool isChannelsLast)
    {
        var (channels, output) = (node.Input(0).Dimensions[1], node.Output.Dimensions);
        Dimension block = Block(node);
        return isChannelsLast
            ? ([output[0], output[2], block, output[3], block, channels], [0, 1, 3, 2, 4, 5])
            : ([output[0], channels, output[2], block, output[3], block], [0, 3, 5, 1, 2, 4]);
    }
}
