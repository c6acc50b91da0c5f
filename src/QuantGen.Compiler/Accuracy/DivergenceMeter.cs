namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// Accumulates the Kullback-Leibler divergence, in nats, of quantized distributions from the float model's. It applies to tensors whose rows are
/// distributions in the float model: not negative, with a sum of 1.
/// </summary>
internal sealed class DivergenceMeter
{
    /// <summary>How far a sum of float32 probabilities may be from 1.</summary>
    private const double SumTolerance = 1e-3;

    /// <summary>Probabilities below this count as this: one that int8 rounds to 0 must not make the divergence infinite.</summary>
    private const double LeastProbability = 1e-7;

    private const double HighPercentile = 0.99;

    private readonly List<double> _rows = [];
    private bool _applies = true;

    /// <summary>The mean over rows; null when a row was no distribution, or there was none.</summary>
    public double? Mean => IsMeasured ? _rows.Average() : null;

    /// <summary>The 99th percentile over rows (nearest rank); null like <see cref="Mean"/>.</summary>
    public double? Percentile99 => IsMeasured ? _rows.Order().ElementAt((int)Math.Ceiling(HighPercentile * _rows.Count) - 1) : null;

    private bool IsMeasured => _applies && _rows.Count > 0;

    /// <summary>Adds a sample.</summary>
    /// <param name="reference">Of the float model: whole rows.</param>
    /// <param name="quantized">As many elements.</param>
    /// <param name="rowLength">Elements of a row; 0 when the tensor has no rows.</param>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> quantized, int rowLength)
    {
        _applies &= rowLength > 0;
        for (var start = 0; _applies && start < reference.Length; start += rowLength)
        {
            var row = reference.Slice(start, rowLength);
            _applies = IsDistribution(row);
            if (_applies)
            {
                _rows.Add(Divergence(row, quantized.Slice(start, rowLength)));
            }
        }
    }

    private static bool IsDistribution(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var probability in row)
        {
            if (!(probability >= 0))
            {
                return false;
            }

            sum += probability;
        }

        return Math.Abs(sum - 1) <= SumTolerance;
    }

    private static double Divergence(ReadOnlySpan<float> reference, ReadOnlySpan<float> quantized)
    {
        var (referenceSum, quantizedSum) = (Sum(reference), Sum(quantized));
        var divergence = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Probability(reference[i]) / referenceSum;
            divergence += p * Math.Log(p / (Probability(quantized[i]) / quantizedSum));
        }

        // Rounding may leave equal distributions a hair below 0.
        return Math.Max(0, divergence);
    }

    private static double Sum(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var probability in row)
        {
            sum += Probability(probability);
        }

        return sum;
    }

    private static double Probability(float value)
    {
        return float.IsFinite(value) ? Math.Max(value, LeastProbability) : LeastProbability;
    }
}
