using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>How QuantizeLinear and DequantizeLinear lay scales over a tensor: one for all, or one for each index of an axis.</summary>
/// <param name="Axis">The axis, or null when the whole tensor shares one scale.</param>
/// <param name="Outer">Product of the dimensions before the axis.</param>
/// <param name="Length">Length of the axis, 1 without one.</param>
/// <param name="Inner">Product of the dimensions after the axis.</param>
internal sealed record QuantizedAxis(int? Axis, Dimension Outer, Dimension Length, Dimension Inner)
{
    /// <summary>Reads a node with data, scale and optional zero point as its inputs.</summary>
    /// <exception cref="InvalidNodeException">Scale or zero point do not fit the data.</exception>
    /// <exception cref="UnsupportedNodeException">Scales of blocks, or not of float32.</exception>
    public static QuantizedAxis Of(Node node)
    {
        var (data, scale) = (node.Input(0), node.Input(1));
        if (scale.Type != ElementType.Float32)
        {
            throw new UnsupportedNodeException($"its scale is {scale.Type}");
        }

        if (node.Attributes.Integer("block_size", 0) != 0 || scale.Rank > 1)
        {
            throw new UnsupportedNodeException("scales of blocks");
        }

        if (node.OptionalInput(2) is { } zeroPoint && !zeroPoint.ElementCount.Equals(scale.ElementCount))
        {
            throw new InvalidNodeException($"it has {scale.ElementCount} scales and {zeroPoint.ElementCount} zero points");
        }

        return scale.ElementCount.Value == 1
            ? new QuantizedAxis(null, Dimension.One, Dimension.One, data.ElementCount)
            : PerAxis(node, data, scale);
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
