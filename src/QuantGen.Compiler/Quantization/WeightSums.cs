namespace QuantGen.Compiler.Quantization;

/// <summary>Sums of int8 weights over everything but the axis of output channels.</summary>
internal static class WeightSums
{
    /// <summary>The sum of each channel: what a zero point of 1 adds to its accumulator.</summary>
    public static long[] PerChannel(sbyte[] weights, IReadOnlyList<int> shape, int axis)
    {
        return Sum(weights, shape, axis, weight => weight);
    }

    /// <summary>The sum of each channel's magnitudes: the most that its accumulator changes by for one step of all activations.</summary>
    public static long[] OfMagnitudes(sbyte[] weights, IReadOnlyList<int> shape, int axis)
    {
        return Sum(weights, shape, axis, weight => Math.Abs((int)weight));
    }

    private static long[] Sum(sbyte[] weights, IReadOnlyList<int> shape, int axis, Func<sbyte, int> term)
    {
        var inner = shape.Skip(axis + 1).Aggregate(1, (product, dimension) => product * dimension);
        var sums = new long[shape[axis]];
        for (var i = 0; i < weights.Length; i++)
        {
            sums[i / inner % sums.Length] += term(weights[i]);
        }

        return sums;
    }
}
