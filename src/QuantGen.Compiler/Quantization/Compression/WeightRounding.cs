namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>Rounds weights that share a scale to steps of it.</summary>
internal static class WeightRounding
{
    /// <summary>
    /// The square of the mean of what weights are multiplied by, over its variance. Behind a Relu it is about 1; where there is no mean, assuming one costs little.
    /// </summary>
    private const double MeanShare = 1;

    /// <summary>Rounds to the nearest step, ties to even.</summary>
    /// <param name="weights">Finite.</param>
    /// <param name="scale">A step.</param>
    /// <param name="low">The lowest step.</param>
    /// <param name="high">The highest step.</param>
    public static int[] ToNearest(ReadOnlySpan<float> weights, float scale, int low, int high)
    {
        var steps = new int[weights.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = (int)Math.Clamp(Math.Round((double)weights[i] / scale, MidpointRounding.ToEven), low, high);
        }

        return steps;
    }

    /// <summary>
    /// Rounds so that the errors also cancel. The expected squared error of a product is <c>variance * sum(e^2) + mean^2 * sum(e)^2</c>: errors of one sign add up
    /// where activations have a mean. From the nearest steps on, weights whose error is nearest to a half are rounded the other way while that lowers it.
    /// </summary>
    /// <inheritdoc cref="ToNearest"/>
    public static int[] ToCancelling(ReadOnlySpan<float> weights, float scale, int low, int high)
    {
        var steps = ToNearest(weights, scale, low, high);
        var errors = new double[steps.Length];
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = ((double)weights[i] / scale) - steps[i];
        }

        while (FindBetter(steps, errors, low, high) is { } better)
        {
            steps[better.Index] += better.Direction;
            errors[better.Index] -= better.Direction;
        }

        return steps;
    }

    private static (int Index, int Direction)? FindBetter(int[] steps, double[] errors, int low, int high)
    {
        var sum = errors.Sum();
        var direction = Math.Sign(sum);
        var best = -1;
        for (var i = 0; i < steps.Length; i++)
        {
            var isFree = steps[i] + direction >= low && steps[i] + direction <= high;
            if (isFree && (best < 0 || errors[i] * direction > errors[best] * direction))
            {
                best = i;
            }
        }

        // One step less in the sum, one step off in a weight: what the squares change by.
        return best >= 0 && MeanShare * ((2 * Math.Abs(sum)) - 1) > 1 - (2 * errors[best] * direction) ? (best, direction) : null;
    }
}
