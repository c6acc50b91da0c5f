using System.Numerics;

namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>Observes the values of one tensor over all samples: extremes and a histogram, in one pass and in bounded memory.</summary>
/// <remarks>
/// <para>
/// Bin <c>k</c> covers <c>[k * width, (k + 1) * width)</c> and the width is a power of two, at least 2^-126, so a value's bin is exact.
/// When a value falls outside, the width doubles and pairs of bins merge, which again is exact: the result depends on the values only,
/// not on their order.
/// </para>
/// <para>
/// Zeros are counted apart. 0 is always represented exactly, so they cost nothing whatever the range, and after a Relu there are so
/// many that they would decide every percentile.
/// </para>
/// </remarks>
internal sealed class ActivationStatistics
{
    private const int BlockLength = 1024;
    private const int SmallestExponent = -126;
    private const int FiniteLimit = 0x7F800000;

    /// <summary>A power of two: bin k is in slot k modulo it. Bins reach from the smallest value or 0 to the largest or 0.</summary>
    private readonly int _capacity;

    /// <summary>
    /// After the slots of bins come those where vector lanes drop what is not counted, one each so that no lane waits for another.
    /// </summary>
    private long[] _slots = [];

    private int _exponent = SmallestExponent;
    private float _smallest = float.PositiveInfinity;
    private float _largest = float.NegativeInfinity;

    /// <param name="bins">The least number of bins over the final range, at least 2.</param>
    public ActivationStatistics(int bins = 2048)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        // Just after the width doubled, half of the bins are in use.
        _capacity = checked((int)BitOperations.RoundUpToPowerOf2(2 * (uint)bins));
    }

    /// <summary>Values seen, those that are not finite left out.</summary>
    public long Count { get; private set; }

    /// <summary>How many of <see cref="Count"/> are zero.</summary>
    public long ZeroCount { get; private set; }

    /// <summary>NaN and infinities seen: they are in nothing else.</summary>
    public long NonFiniteCount { get; private set; }

    /// <summary>The smallest value; 0 when there is none.</summary>
    public float Min => ZeroCount > 0 || Count == 0 ? Math.Min(_smallest, 0) : _smallest;

    /// <summary>The largest value; 0 when there is none.</summary>
    public float Max => ZeroCount > 0 || Count == 0 ? Math.Max(_largest, 0) : _largest;

    private bool HasBins => _smallest <= _largest;

    /// <summary>Observes values.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        // In blocks, so that the second look at a value finds it in the first-level cache.
        for (var start = 0; start < values.Length; start += BlockLength)
        {
            var block = values.Slice(start, Math.Min(BlockLength, values.Length - start));
            if (UpdateExtremes(block))
            {
                CountValues(block);
            }
        }
    }

    /// <summary>What was seen so far.</summary>
    public ActivationHistogram ToHistogram()
    {
        var (first, last) = HasBins ? BinsInUse(_exponent) : (0, -1);
        var counts = new long[last - first + 1];
        for (var bin = first; bin <= last; bin++)
        {
            counts[bin - first] = _slots[bin & (_capacity - 1)];
        }

        return new ActivationHistogram(Math.ScaleB(1, _exponent), -first, counts, Min, Max);
    }

    /// <summary>Counts zeros and values that are not finite, and makes room for the others; false when there are no others.</summary>
    private bool UpdateExtremes(ReadOnlySpan<float> values)
    {
        var smallest = new Vector<float>(float.PositiveInfinity);
        var largest = new Vector<float>(float.NegativeInfinity);
        var (zeros, nonFinite) = (Vector<int>.Zero, Vector<int>.Zero);
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = new Vector<float>(values[i..]);
            var (isZero, isFinite) = Classify(value);
            // A true lane is -1.
            zeros -= isZero;
            nonFinite -= ~isFinite;
            var isBinned = Vector.AndNot(isFinite, isZero);
            smallest = Vector.Min(smallest, Vector.ConditionalSelect(isBinned, value, new Vector<float>(float.PositiveInfinity)));
            largest = Vector.Max(largest, Vector.ConditionalSelect(isBinned, value, new Vector<float>(float.NegativeInfinity)));
        }

        var (min, max) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            (min, max) = (Math.Min(min, smallest[lane]), Math.Max(max, largest[lane]));
        }

        var (zeroCount, nonFiniteCount) = (Vector.Sum(zeros), Vector.Sum(nonFinite));
        foreach (var value in values[i..])
        {
            zeroCount += value == 0 ? 1 : 0;
            nonFiniteCount += float.IsFinite(value) ? 0 : 1;
            (min, max) = IsBinned(value) ? (Math.Min(min, value), Math.Max(max, value)) : (min, max);
        }

        ZeroCount += zeroCount;
        NonFiniteCount += nonFiniteCount;
        Count += values.Length - nonFiniteCount;
        if (min > max)
        {
            return false;
        }

        if (min < _smallest || max > _largest)
        {
            Grow(Math.Min(min, _smallest), Math.Max(max, _largest));
        }

        return true;
    }

    /// <summary>Doubles the width until all bins up to the new extremes fit, merging what was counted.</summary>
    private void Grow(float smallest, float largest)
    {
        var (hadBins, oldExponent) = (HasBins, _exponent);
        var (oldFirst, oldLast) = hadBins ? BinsInUse(oldExponent) : (0, -1);
        (_smallest, _largest) = (smallest, largest);
        while (BinsInUse(_exponent) is var (first, last) && last - first >= _capacity)
        {
            _exponent++;
        }

        if (hadBins && _exponent == oldExponent)
        {
            return;
        }

        var merged = new long[_capacity + Vector<int>.Count];
        for (var bin = oldFirst; bin <= oldLast; bin++)
        {
            // An arithmetic shift rounds down: bins -1 and -2 merge into -1.
            merged[(bin >> Math.Min(_exponent - oldExponent, 31)) & (_capacity - 1)] += _slots[bin & (_capacity - 1)];
        }

        _slots = merged;
    }

    private (int First, int Last) BinsInUse(int exponent)
    {
        // Far outside int, the difference of the bins must still come out larger than any capacity.
        const double Limit = int.MaxValue / 2;
        var first = Math.Floor(Math.ScaleB(Math.Min(_smallest, 0), -exponent));
        var last = _largest > 0 ? Math.Floor(Math.ScaleB(_largest, -exponent)) : -1;
        return ((int)Math.Max(first, -Limit), (int)Math.Min(last, Limit));
    }

    private void CountValues(ReadOnlySpan<float> values)
    {
        Span<int> slots = stackalloc int[BlockLength];
        var inverseWidth = MathF.ScaleB(1, -_exponent);
        var mask = _capacity - 1;
        var dropped = Vector<int>.Indices + new Vector<int>(_capacity);
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = new Vector<float>(values[i..]);
            var (isZero, isFinite) = Classify(value);
            var bin = Vector.ConvertToInt32(Vector.Floor(value * inverseWidth)) & new Vector<int>(mask);
            Vector.ConditionalSelect(Vector.AndNot(isFinite, isZero), bin, dropped).CopyTo(slots[i..]);
        }

        for (; i < values.Length; i++)
        {
            slots[i] = IsBinned(values[i]) ? (int)MathF.Floor(values[i] * inverseWidth) & mask : _capacity;
        }

        var counts = _slots;
        foreach (var slot in slots[..values.Length])
        {
            counts[slot]++;
        }
    }

    private static (Vector<int> IsZero, Vector<int> IsFinite) Classify(Vector<float> value)
    {
        var magnitude = Vector.AsVectorInt32(Vector.Abs(value));
        return (Vector.Equals(magnitude, Vector<int>.Zero), Vector.LessThan(magnitude, new Vector<int>(FiniteLimit)));
    }

    private static bool IsBinned(float value)
    {
        return value != 0 && float.IsFinite(value);
    }
}
