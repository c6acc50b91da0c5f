namespace QuantGen.Compiler.Quantization;

/// <summary>The proof that no accumulator can leave int32.</summary>
internal static class AccumulatorCheck
{
    /// <summary>Why some accumulator could leave int32, for a diagnostic; null when none can.</summary>
    /// <param name="weights">Weights and bias.</param>
    /// <param name="shape">The weight's shape.</param>
    public static string? FindOverflow(QuantizedWeights weights, IReadOnlyList<int> shape)
    {
        return FindOverflow([weights.Values, .. weights.Excess], shape, weights.ChannelAxis, weights.Bias);
    }

    /// <inheritdoc cref="FindOverflow(QuantizedWeights, IReadOnlyList{int})"/>
    public static string? FindOverflow(ChannelWeights weights, IReadOnlyList<int> shape)
    {
        return FindOverflow([weights.Values], shape, weights.ChannelAxis, new int[shape[weights.ChannelAxis]]);
    }

    private static string? FindOverflow(IReadOnlyList<sbyte[]> terms, IReadOnlyList<int> shape, int axis, int[] bias)
    {
        var magnitudes = terms.Select(term => WeightSums.OfMagnitudes(term, shape, axis)).ToArray();
        for (var channel = 0; channel < bias.Length; channel++)
        {
            // Twice: once for the products, once for the zero point's share.
            if (Math.Abs((long)bias[channel]) + (2 * byte.MaxValue * magnitudes.Sum(term => term[channel])) > int.MaxValue)
            {
                return $"channel {channel} sums {terms.Sum(term => term.Length) / bias.Length} products and a bias of {bias[channel]}";
            }
        }

        return null;
    }
}
