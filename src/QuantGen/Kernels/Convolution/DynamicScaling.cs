namespace QuantGen.Kernels;

/// <summary>How accumulators become float where the inputs were quantized by <see cref="DynamicQuantization"/>.</summary>
internal unsafe struct DynamicScaling
{
    /// <summary>Scales of the quantized inputs.</summary>
    internal float* Scales;

    /// <summary>Their zero points.</summary>
    internal byte* ZeroPoints;

    /// <summary>Output positions that share a scale.</summary>
    internal long RowsPerScale;

    /// <summary>Per output channel, the sum of its weights: what a zero point of 1 adds to the accumulator.</summary>
    internal int* WeightSums;

    /// <summary>Per output channel, or null.</summary>
    internal float* Bias;

    /// <summary>Whether there are such scales.</summary>
    internal readonly bool IsUsed => Scales != null;

    /// <summary>The definition: <c>(accumulator - zeroPoint * weightSum) * (scale * weightScale) + bias</c>, in this order.</summary>
    internal readonly float Apply(long row, int channel, int accumulator, float weightScale)
    {
        var index = row / RowsPerScale;
        var value = (accumulator - (ZeroPoints[index] * WeightSums[channel])) * (Scales[index] * weightScale);
        return Bias == null ? value : value + Bias[channel];
    }
}
