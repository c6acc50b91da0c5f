using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX DepthToSpace (opset 1 to 13): channels become squares of the image. Mode <c>CRD</c>, the pixel shuffle, has a square's channels side by side.</summary>
internal sealed class DepthToSpace : BlockMovement
{
    public override string Name => "DepthToSpace";

    protected override Dimension[] OutputShape(Node node, int block)
    {
        var input = node.Input(0).Dimensions;
        return [input[0], Quotient(input[1], block * block, "the number of channels"), input[2] * block, input[3] * block];
    }

    protected override (Dimension[] Shape, int[] Permutation) Split(Node node, bool isChannelsLast)
    {
        var (input, channels) = (node.Input(0).Dimensions, node.Output.Dimensions[1]);
        Dimension block = Block(node);
        var isPixelShuffle = IsPixelShuffle(node);
        Dimension[] depth = isPixelShuffle ? [channels, block, block] : [block, block, channels];
        return isChannelsLast
            ? ([input[0], input[2], input[3], .. depth], isPixelShuffle ? [0, 1, 4, 2, 5, 3] : [0, 1, 3, 2, 4, 5])
            : ([input[0], .. depth, input[2], input[3]], isPixelShuffle ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]);
    }

    private static bool IsPixelShuffle(Node node)
    {
        var mode = node.Attributes.String("mode", "DCR");
        return mode is "CRD" or "DCR" ? mode == "CRD" : throw new InvalidNodeException($"it has no mode '{mode}'");
    }
}
