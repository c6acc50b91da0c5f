using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>The distribution of a tensor's values other than zero, in bins of equal width on both sides of 0.</summary>
internal sealed class ActivationHistogram
{
    // The bins in use, four to a vector, padded with bins of weight 0. The number of lanes is fixed so that sums are the same
    // on every machine.
    private readonly Vector256<double>[] _centers;
    private readonly Vector256<double>[] _weights;

    /// <param name="binWidth">Width of every bin.</param>
    /// <param name="negativeBins">How many of the bins lie below 0.</param>
    /// <param name="counts">Of the bins in ascending order; they reach at least from the smallest value or 0 to the largest or 0.</param>
    /// <param name="min">The smallest value, zeros included.</param>
    /// <param name="max">The largest value, zeros included.</param>
    public ActivationHistogram(double binWidth, int negativeBins, IReadOnlyList<long> counts, float min, float max)
    {
        (BinWidth, NegativeBins, Counts, Min, Max) = (binWidth, negativeBins, counts, min, max);
        var used = Enumerable.Range(0, counts.Count).Where(bin => counts[bin] != 0).ToArray();
        Total = counts.Sum();
        _centers = ToVectors(used.Select(bin => Math.Clamp(Edge(bin) + (binWidth / 2), min, max)));
        _weights = ToVectors(used.Select(bin => (double)counts[bin] / Total));
    }

    /// <summary>Width of every bin.</summary>
    public double BinWidth { get; }

    /// <summary>How many of the bins lie below 0.</summary>
    public int NegativeBins { get; }

    /// <summary>Counts of the bins in ascending order.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>Values in all bins.</summary>
    public long Total { get; }

    /// <summary>The smallest value seen; 0 when none was.</summary>
    public float Min { get; }

    /// <summary>The largest value seen; 0 when none was.</summary>
    public float Max { get; }

    /// <summary>The lower edge of a bin, or the upper edge of the last.</summary>
    public double Edge(int bin)
    {
        return (bin - NegativeBins) * BinWidth;
    }

    /// <summary>
    /// The mean squared difference between a value and its quantized form, rounding and clipping alike, when the range is quantized
    /// to uint8. Values are taken to be at the centre of their bin.
    /// </summary>
    public double ExpectedSquaredError(float min, float max)
    {
        var parameters = QuantizationParameters.FromRange(min, max);
        var scale = Vector256.Create((double)parameters.Scale);
        var inverseScale = Vector256.Create(1 / (double)parameters.Scale);
        var low = Vector256.Create((double)-parameters.ZeroPoint);
        var high = Vector256.Create((double)QuantizationParameters.QuantizedMax - parameters.ZeroPoint);
        var sum = Vector256<double>.Zero;
        for (var i = 0; i < _centers.Length; i++)
        {
            var quantized = Vector256.Min(Vector256.Max(Vector256.Round(_centers[i] * inverseScale), low), high);
            var error = _centers[i] - (quantized * scale);
            sum += _weights[i] * error * error;
        }

        return sum[0] + sum[1] + (sum[2] + sum[3]);
    }

    private static Vector256<double>[] ToVectors(IEnumerable<double> values)
    {
        var padded = values.ToArray();
        Array.Resize(ref padded, (padded.Length + Vector256<double>.Count - 1) / Vector256<double>.Count * Vector256<double>.Count);
        return MemoryMarshal.Cast<double, Vector256<double>>(padded).ToArray();
    }
}
