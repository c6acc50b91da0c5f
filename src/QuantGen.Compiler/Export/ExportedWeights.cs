using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>Weights as a file has them: int8, or uint8 with a zero point where they need nine bits without one.</summary>
internal static class ExportedWeights
{
    /// <summary>The integers, scales and zero points of weights of some shape.</summary>
    public static QuantizedConstant Write(QuantizedWeights weights, IReadOnlyList<int> shape)
    {
        if (weights.Terms == 1)
        {
            return new QuantizedConstant(TensorData.Create<sbyte>(shape, weights.Values), weights.Scales, new long[weights.Scales.Length], weights.ChannelAxis);
        }

        var whole = weights.Whole();
        var inner = shape.Skip(weights.ChannelAxis + 1).Aggregate(1, (product, dimension) => product * dimension);
        var zeroPoints = ZeroPoints(whole, i => i / inner % weights.Scales.Length, weights.Scales.Length);
        byte[] bytes = [.. whole.Select((value, i) => checked((byte)(value + zeroPoints[i / inner % zeroPoints.Length])))];
        return new QuantizedConstant(TensorData.Create<byte>(shape, bytes), weights.Scales, zeroPoints, weights.ChannelAxis);
    }

    /// <summary>One zero point for all channels where uint8 has room for that, which more runtimes take.</summary>
    private static long[] ZeroPoints(int[] whole, Func<int, int> scaleOf, int count)
    {
        var (lowest, highest) = (Math.Min(0, whole.Min()), Math.Max(0, whole.Max()));
        if (highest - lowest <= byte.MaxValue)
        {
            return [.. Enumerable.Repeat((long)-lowest, count)];
        }

        var zeroPoints = new long[count];
        for (var i = 0; i < whole.Length; i++)
        {
            zeroPoints[scaleOf(i)] = Math.Max(zeroPoints[scaleOf(i)], -whole[i]);
        }

        return zeroPoints;
    }
}
