namespace QuantGen.Compiler.Graph;

/// <summary>The integers that a constant of floats was dequantized from: <c>(Values - zero point) * scale</c>.</summary>
/// <param name="Values">Integers in the constant's shape.</param>
/// <param name="Scales">One for all, or one for each index of the axis.</param>
/// <param name="ZeroPoints">As many.</param>
/// <param name="Axis">The axis that scales vary along; null for one scale.</param>
internal sealed record QuantizedConstant(TensorData Values, float[] Scales, long[] ZeroPoints, int? Axis)
{
    /// <summary>Values less their zero points.</summary>
    public long[] Centered()
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
