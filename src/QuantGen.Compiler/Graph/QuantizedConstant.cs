namespace QuantGen.Compiler.Graph;

/// <summary>The integers that a constant of floats was dequantized from: <c>(Values - zero point) * scale</c>.</summary>
/// <param name="Values">Integers in the constant's shape.</param>
/// <param name="Scales">One for all, or one for each index of the axis; with blocks of the axis one for each, in the constant's order.</param>
/// <param name="ZeroPoints">As many.</param>
/// <param name="Axis">The axis that scales vary along; null for one scale.</param>
internal sealed record QuantizedConstant(TensorData Values, float[] Scales, long[] ZeroPoints, int? Axis)
{
    /// <summary>Elements along the axis that share a scale; 0 where scales are not for blocks.</summary>
    public int BlockSize { get; init; }

    /// <summary>Whether there is one scale for all, or one for each index of an axis.</summary>
    public bool IsPerChannel(int axis)
    {
        return BlockSize == 0 && (Axis is null || Axis == axis);
    }

    /// <summary>Values less their zero points.</summary>
    public long[] Centered()
    {
        return BlockSize == 0 ? CenteredPerAxis() : CenteredPerBlock();
    }

    private long[] CenteredPerBlock()
    {
        var values = Values.ToInt64();
        var length = Values.Dimensions[Axis!.Value];
        var inner = Values.Dimensions.Skip(Axis.Value + 1).Aggregate(1, (product, dimension) => product * dimension);
        var blocks = (length + BlockSize - 1) / BlockSize;
        for (var i = 0; i < values.Length; i++)
        {
            var (line, offset) = Math.DivRem(i, inner);
            values[i] -= ZeroPoints[(((line / length * blocks) + (line % length / BlockSize)) * inner) + offset];
        }

        return values;
    }

    private long[] CenteredPerAxis()
    {
        var values = Values.ToInt64();
        var inner = Axis is { } axis ? Values.Dimensions.Skip(axis + 1).Aggregate(1, (product, dimension) => product * dimension) : values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] -= ZeroPoints[i / inner % ZeroPoints.Length];
        }

        return values;
    }
}
