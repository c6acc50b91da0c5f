using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>
/// How QuantizeLinear and DequantizeLinear lay scales over a tensor: one for all, one for each index of an axis, or one for each block of elements along an axis.
/// </summary>
/// <param name="Axis">The axis, or null when the whole tensor shares one scale.</param>
/// <param name="Outer">Product of the dimensions before the axis.</param>
/// <param name="Length">Length of the axis, 1 without one.</param>
/// <param name="Inner">Product of the dimensions after the axis.</param>
/// <param name="BlockSize">Elements along the axis that share a scale; 0 where the scales are no blocks.</param>
internal sealed record QuantizedAxis(int? Axis, Dimension Outer, Dimension Length, Dimension Inner, int BlockSize = 0)
{
    /// <summary>Reads a node with data, scale and optional zero point as its inputs.</summary>
    /// <exception cref="InvalidNodeException">Scale or zero point do not fit the data.</exception>
    /// <exception cref="UnsupportedNodeException">Scales that are not float32, or of blocks along an axis whose length is not known.</exception>
    public static QuantizedAxis Of(Node node)
    {
        var (data, scale) = (node.Input(0), node.Input(1));
        if (scale.Type != ElementType.Float32)
        {
            throw new UnsupportedNodeException($"its scale is {scale.Type}");
        }

        var blockSize = node.Attributes.Integer("block_size", 0);
        if (blockSize != 0)
        {
            return PerBlock(node, data, scale, blockSize);
        }

        if (scale.Rank > 1)
        {
            throw new InvalidNodeException($"its scale has {scale.Rank} axes and no block_size");
        }

        if (node.OptionalInput(2) is { } zeroPoint && !zeroPoint.ElementCount.Equals(scale.ElementCount))
        {
            throw new InvalidNodeException($"it has {scale.ElementCount} scales and {zeroPoint.ElementCount} zero points");
        }

        return scale.ElementCount.Value == 1
            ? new QuantizedAxis(null, Dimension.One, Dimension.One, data.ElementCount)
            : PerAxis(node, data, scale);
    }

    /// <summary>The arguments of the kernels.</summary>
    public (string Name, Argument Value)[] Arguments()
    {
        (string Name, Argument Value)[] sizes = [("outer", Outer), ("axis", Length), ("inner", Inner)];
        return BlockSize == 0 ? sizes : [.. sizes, ("blockSize", BlockSize)];
    }

    private static QuantizedAxis PerBlock(Node node, Value data, Value scale, long blockSize)
    {
        var axis = Shapes.Axis(node.Attributes.Integer("axis", 1), data.Rank);
        var length = Shapes.Constant(data.Dimensions[axis], "an axis in blocks");
        var blocks = data.Dimensions.Select((dimension, i) => i == axis ? (length + blockSize - 1) / blockSize : dimension);
        if (blockSize < 1 || !scale.Dimensions.SequenceEqual(blocks) || node.OptionalInput(2)?.Dimensions.SequenceEqual(scale.Dimensions) == false)
        {
            throw new InvalidNodeException($"scales or zero points of shape {Shapes.Print(scale.Dimensions)} are not those of blocks of {blockSize} along axis {axis}");
        }

        var dimensions = data.Dimensions;
        return new QuantizedAxis(axis, Shapes.Product(dimensions.Take(axis)), length, Shapes.Product(dimensions.Skip(axis + 1)), checked((int)blockSize));
    }

    private static QuantizedAxis PerAxis(Node node, Value data, Value scale)
    {
        var axis = Shapes.Axis(node.Attributes.Integer("axis", 1), data.Rank);
        var dimensions = data.Dimensions;
        if (!scale.ElementCount.Equals(dimensions[axis]))
        {
            throw new InvalidNodeException($"it has {scale.ElementCount} scales for an axis of {dimensions[axis]} elements");
        }

        return new QuantizedAxis(axis, Shapes.Product(dimensions.Take(axis)), dimensions[axis], Shapes.Product(dimensions.Skip(axis + 1)));
    }
}
