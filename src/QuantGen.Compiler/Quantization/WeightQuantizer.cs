namespace QuantGen.Compiler.Quantization;

/// <summary>Where the scale of a weight comes from.</summary>
internal enum WeightClipping
{
    /// <summary>The largest magnitude: no weight is clipped.</summary>
    None,

    /// <summary>The scale with the least squared error, which may clip the largest weights.</summary>
    MeanSquaredError,
}

/// <summary>
/// Quantizes weights to int8, symmetric, -127 to 127, with one scale per channel or per tensor. See <c>docs/numerics.md</c>.
/// </summary>
/// <remarks>Weights are row-major of a shape; <c>axis</c> is the output channel's, null for one scale over the whole tensor.</remarks>
internal static class WeightQuantizer
{
    /// <summary>The largest quantized magnitude.</summary>
    public const int QuantizedMax = sbyte.MaxValue;

    /// <summary>One scale per channel.</summary>
    /// <exception cref="ArgumentException">A weight is not finite, or the weights do not fill the shape.</exception>
    public static float[] ChooseScales(ReadOnlySpan<float> weights, IReadOnlyList<int> shape, int? axis, WeightClipping clipping)
    {
        var (outer, channels, inner) = Split(weights.Length, shape, axis);
        var scales = new float[channels];
        var channelWeights = new float[outer * inner];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var block = 0; block < outer; block++)
            {
                weights.Slice(((block * channels) + channel) * inner, inner).CopyTo(channelWeights.AsSpan(block * inner));
            }

            scales[channel] = clipping == WeightClipping.None ? ScaleOf(channelWeights) : ScaleOfLeastError(channelWeights);
        }

        return scales;
    }

    /// <summary>Quantizes with given scales, one per channel: <c>clamp(rne(w / scale), -127, 127)</c>.</summary>
    /// <exception cref="ArgumentException">The weights do not fill the shape, or the scales are not one per channel.</exception>
    public static sbyte[] Quantize(ReadOnlySpan<float> weights, IReadOnlyList<int> shape, int? axis, ReadOnlySpan<float> scales)
    {
        var (outer, channels, inner) = Split(weights.Length, shape, axis);
        if (scales.Length != channels)
        {
            throw new ArgumentException($"{scales.Length} scales for {channels} channels.", nameof(scales));
        }

        var quantized = new sbyte[weights.Length];
        for (var row = 0; row < outer * channels; row++)
        {
            var scale = scales[row % channels];
            for (var i = row * inner; i < (row + 1) * inner; i++)
            {
                quantized[i] = (sbyte)Quantize(weights[i], scale);
            }
        }

        return quantized;
    }

    private static float Quantize(float weight, float scale)
    {
        return Math.Clamp(MathF.Round(weight / scale, MidpointRounding.ToEven), -QuantizedMax, QuantizedMax);
    }

    private static float ScaleOf(ReadOnlySpan<float> weights)
    {
        var largest = 0f;
        foreach (var weight in weights)
        {
            if (!float.IsFinite(weight))
            {
                throw new ArgumentException("A weight is not finite.", nameof(weights));
            }

            largest = Math.Max(largest, Math.Abs(weight));
        }

        // A channel of zeros, or of nothing that a normal scale can resolve, quantizes to zeros.
        var scale = largest / QuantizedMax;
        return scale == 0 || float.IsSubnormal(scale) ? 1 : scale;
    }

    private static float ScaleOfLeastError(ReadOnlySpan<float> weights)
    {
        // Even Laplacian weights in small channels gain nothing below half of the largest magnitude.
        const int Candidates = 50;
        const float SmallestShare = 0.5f;

        var unclipped = ScaleOf(weights);
        var (best, leastError) = (unclipped, SquaredError(weights, unclipped));
        for (var candidate = 1; candidate <= Candidates; candidate++)
        {
            var scale = unclipped * (1 - ((1 - SmallestShare) * candidate / Candidates));
            var error = SquaredError(weights, scale);
            (best, leastError) = error < leastError ? (scale, error) : (best, leastError);
        }

        return best;
    }

    private static double SquaredError(ReadOnlySpan<float> weights, float scale)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            var error = (double)weight - (Quantize(weight, scale) * scale);
            sum += error * error;
        }

        return sum;
    }

    /// <summary>The element of channel c is at <c>(o * Channels + c) * Inner + i</c>.</summary>
    private static (int Outer, int Channels, int Inner) Split(int length, IReadOnlyList<int> shape, int? axis)
    {
        var product = shape.Aggregate(1, (left, right) => checked(left * right));
        if (product != length)
        {
            throw new ArgumentException($"{length} weights do not fill [{string.Join(", ", shape)}].", nameof(shape));
        }

        if (axis is not { } channelAxis)
        {
            return (1, 1, length);
        }

        var outer = shape.Take(channelAxis).Aggregate(1, (left, right) => left * right);
        var inner = shape.Skip(channelAxis + 1).Aggregate(1, (left, right) => left * right);
        return (outer, shape[channelAxis], inner);
    }
}
