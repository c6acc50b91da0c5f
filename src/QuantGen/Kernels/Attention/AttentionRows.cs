using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// Scores of a few rows of an attention, and the softmax over each row in place. Blocks of <see cref="FloatTile.Columns"/> keys follow one another;
/// in a block, a row is contiguous: what <see cref="FloatTile"/> writes, and reads as segments of a reduction.
/// </summary>
/// <remarks>Lane by lane the operations of <see cref="Softmax"/>, in its order. Lanes beyond the last key hold what adds nothing.</remarks>
internal readonly unsafe struct AttentionRows
{
    private const int Lanes = 16;

    private readonly float* _scores;
    private readonly int _keys;

    /// <summary>Uses memory of <see cref="Size"/> elements.</summary>
    internal AttentionRows(float* scores, int keys)
    {
        _scores = scores;
        _keys = keys;
    }

    /// <summary>Elements from a row's block to its next one.</summary>
    private static nint BlockStride => FloatTile.MaximumRows * FloatTile.Columns;

    /// <summary>Blocks of keys.</summary>
    internal static int Blocks(int keys)
    {
        return (keys + FloatTile.Columns - 1) / FloatTile.Columns;
    }

    /// <summary>Elements of memory that the scores need.</summary>
    internal static long Size(int keys)
    {
        return Blocks(keys) * (long)BlockStride;
    }

    /// <summary>The tile of a block of keys.</summary>
    internal float* Tile(int block)
    {
        return _scores + (block * BlockStride);
    }

    /// <summary>Multiplies a row's scores, adds the mask, and returns the largest.</summary>
    /// <param name="row">The row.</param>
    /// <param name="factor">What to multiply by.</param>
    /// <param name="mask">One element for each key, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal float Prepare(int row, float factor, float* mask)
    {
        var factors = Vector512.Create(factor);
        var largest = MaximumFold.Start;
        var scores = _scores + (row * FloatTile.Columns);
        var whole = _keys & -FloatTile.Columns;
        for (nint key = 0; key < whole; key += FloatTile.Columns)
        {
            var (first, second) = (Vector512.Load(scores) * factors, Vector512.Load(scores + Lanes) * factors);
            if (mask != null)
            {
                first += Vector512.Load(mask + key);
                second += Vector512.Load(mask + key + Lanes);
            }

            first.Store(scores);
            second.Store(scores + Lanes);
            largest = MaximumFold.Fold(MaximumFold.Fold(largest, first), second);
            scores += BlockStride;
        }

        if (whole < _keys)
        {
            var rest = _keys - whole;
            largest = MaximumFold.Fold(largest, PrepareLast(scores, rest, factors, mask == null ? null : mask + whole));
            largest = MaximumFold.Fold(largest, PrepareLast(scores + Lanes, rest - Lanes, factors, mask == null ? null : mask + whole + Lanes));
        }

        return FloatReduction.JoinLanes<MaximumFold>(largest);
    }

    /// <summary>Replaces a row's scores by their exponentials and returns the sum of those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal float Exponentiate(int row, float largest)
    {
        var largests = Vector512.Create(largest);
        var sums = Vector512<float>.Zero;
        var scores = _scores + (row * FloatTile.Columns);
        for (var block = Blocks(_keys); block > 0; block--)
        {
            var first = FloatFunctions.ExpOfNonPositive(Vector512.Load(scores) - largests);
            var second = FloatFunctions.ExpOfNonPositive(Vector512.Load(scores + Lanes) - largests);
            first.Store(scores);
            second.Store(scores + Lanes);
            sums = sums + first + second;
            scores += BlockStride;
        }

        return FloatReduction.JoinLanes<SumFold>(sums);
    }

    /// <summary>Multiplies a row by the reciprocal of its sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Finish(int row, float sum)
    {
        var factors = Vector512<float>.One / Vector512.Create(sum);
        var scores = _scores + (row * FloatTile.Columns);
        for (var block = Blocks(_keys); block > 0; block--)
        {
            (Vector512.Load(scores) * factors).Store(scores);
            (Vector512.Load(scores + Lanes) * factors).Store(scores + Lanes);
            scores += BlockStride;
        }
    }

    /// <summary>The same for the last few scores; the lanes behind them become negative infinity, whose exponential is 0.</summary>
    private static Vector512<float> PrepareLast(float* scores, int count, Vector512<float> factors, float* mask)
    {
        var result = Vector512.Create(float.NegativeInfinity);
        if (count > 0)
        {
            var values = Vector512.Load(scores) * factors;
            values = mask == null ? values : values + PartialVector.Load(mask, count);
            result = count >= Lanes ? values : Vector512.ConditionalSelect(FloatReduction.FirstLanes(count), values, result);
        }

        result.Store(scores);
        return result;
    }
}
