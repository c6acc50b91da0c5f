using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Quantization with ranges found while running, in two passes over each row; portable vectors.</summary>
/// <remarks>
/// A quotient takes as long as all the rest, so values are multiplied with the scale's reciprocal. That rounds to another step only where the quotient is
/// next to a tie; a block that has one, or a row that has something not finite, is divided.
/// </remarks>
internal static unsafe class DynamicQuantizationVector
{
    private const int RowsAtOnce = 8;

    /// <summary>Values of a row up to which that many rows stay in a core's cache from one pass to the next.</summary>
    private const int LongestRow = 4096;

    /// <summary>Values that are divided together, where one has to be: a few of a hundred blocks.</summary>
    private const int BlockLength = 1024;

    /// <summary>1.5 * 2^23: adding it rounds a small float to an integer, half to even.</summary>
    private const float RoundingShift = 12582912f;

    /// <summary>
    /// How far from a step a product may be: quotients of up to 256 steps are rounded by 2^-17 at most, products by twice that, which is less than the 2^-14
    /// that remain to a half.
    /// </summary>
    private const float SafeDistance = 0.5f - (1f / 16384);

    /// <summary>What an element costs, in the bytes or multiply-adds that <see cref="ParallelLoop"/> counts.</summary>
    private const int WorkPerElement = 16;

    /// <summary>Quantizes every row.</summary>
    internal static void Run(in DynamicQuantizationArguments arguments)
    {
        var elements = (long)arguments.Rows * arguments.Lines * arguments.Columns;
        var job = new Job { Arguments = arguments, Parts = ParallelLoop.Parts(elements * WorkPerElement, arguments.Rows) };
        ParallelLoop.Run(job.Parts, &RunPart, &job);
    }

    private static void RunPart(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        var rowsAtOnce = (long)job.Arguments.Lines * job.Arguments.Columns <= LongestRow ? RowsAtOnce : 1;
        var (row, end) = ParallelLoop.Part(job.Arguments.Rows, 1, job.Parts, item);
        for (; row < end; row += rowsAtOnce)
        {
            RunRows(job.Arguments, row, (int)Math.Min(rowsAtOnce, end - row));
        }
    }

    /// <summary>Some rows, each pass over all of them before the next: what ends one row is a chain of operations that others go on beside.</summary>
    [SkipLocalsInit]
    private static void RunRows(in DynamicQuantizationArguments arguments, long firstRow, int rows)
    {
        var ranges = stackalloc RowRange[RowsAtOnce];
        long stride = KernelChecks.RowStride(arguments.Columns);
        var count = (long)arguments.Lines * arguments.Columns;
        for (var row = 0; row < rows; row++)
        {
            FindRange(arguments.Floats + ((firstRow + row) * count), count, ranges + row);
        }

        for (var row = 0; row < rows; row++)
        {
            (arguments.Scales[firstRow + row], arguments.ZeroPoints[firstRow + row]) = DynamicRange.Parameters(ranges[row].Low, ranges[row].High);
        }

        for (var row = 0; row < rows; row++)
        {
            var floats = arguments.Floats + ((firstRow + row) * count);
            var bytes = arguments.Bytes + ((firstRow + row) * arguments.Lines * stride);
            var (scale, zeroPoint) = (arguments.Scales[firstRow + row], arguments.ZeroPoints[firstRow + row]);
            if (ranges[row].IsFinite && (arguments.Lines == 1 || stride == arguments.Columns))
            {
                Quantize(floats, bytes, count, scale, zeroPoint);
            }
            else
            {
                QuantizationVector.QuantizeRows(floats, bytes, arguments.Lines, arguments.Columns, scale, zeroPoint);
            }
        }
    }

    /// <summary>Quantizes finite values that lie side by side.</summary>
    private static void Quantize(float* floats, byte* bytes, long count, float scale, int zeroPoint)
    {
        var reciprocal = 1 / scale;
        for (var first = 0L; first < count; first += BlockLength)
        {
            var length = (int)Math.Min(BlockLength, count - first);
            if (!TryMultiply(floats + first, bytes + first, length, reciprocal, zeroPoint))
            {
                QuantizationVector.QuantizeRows(floats + first, bytes + first, 1, length, scale, zeroPoint);
            }
        }
    }

    /// <summary>Quantizes a block by products, and tells whether all of them are far enough from a tie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryMultiply(float* floats, byte* bytes, int count, float reciprocal, int zeroPoint)
    {
        var factor = Vector512.Create(reciprocal);
        var shift = Vector512.Create(RoundingShift);
        var offset = Vector512.Create(zeroPoint) - shift.AsInt32();
        var farthest = Vector512<float>.Zero;
        var i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var steps = Vector512.Load(floats + i) * factor;
            var shifted = steps + shift;
            farthest = Vector512.MaxNative(farthest, Vector512.Abs(steps - (shifted - shift)));
            SaturateToBytes(shifted.AsInt32() + offset).Store(bytes + i);
        }

        if (i < count)
        {
            var steps = PartialVector.Load(floats + i, count - i) * factor;
            var shifted = steps + shift;
            farthest = Vector512.MaxNative(farthest, Vector512.Abs(steps - (shifted - shift)));
            PartialBytes.Store(SaturateToBytes(shifted.AsInt32() + offset), bytes + i, count - i);
        }

        return Vector512.LessThanOrEqualAll(farthest, Vector512.Create(SafeDistance));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> SaturateToBytes(Vector512<int> values)
    {
        values = Vector512.Max(values, Vector512<int>.Zero);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector128ByteWithSaturation(values.AsUInt32());
        }

        values = Vector512.Min(values, Vector512.Create((int)byte.MaxValue));
        var words = Vector256.Narrow(values.GetLower().AsUInt32(), values.GetUpper().AsUInt32());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    /// <summary>The range of a row.</summary>
    private struct RowRange
    {
        internal float Low;
        internal float High;
        internal bool IsFinite;
    }

    /// <summary>Rows to quantize.</summary>
    private struct Job
    {
        internal DynamicQuantizationArguments Arguments;
        internal int Parts;
    }

    /// <summary>The range of the finite values and 0. Minima and maxima are the same in any order, so the lanes may be joined in any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindRange(float* values, long count, RowRange* range)
    {
        Vector512<float> low0 = default, low1 = default, high0 = default, high1 = default;
        var areFinite = Vector512<float>.AllBitsSet;
        var i = 0L;
        for (; i <= count - (2 * Vector512<float>.Count); i += 2 * Vector512<float>.Count)
        {
            var (first, second) = (Vector512.Load(values + i), Vector512.Load(values + i + Vector512<float>.Count));
            var (isFirstFinite, isSecondFinite) = (IsFinite(first), IsFinite(second));
            areFinite &= isFirstFinite & isSecondFinite;
            (first, second) = (first & isFirstFinite, second & isSecondFinite);
            low0 = Vector512.MinNative(low0, first);
            high0 = Vector512.MaxNative(high0, first);
            low1 = Vector512.MinNative(low1, second);
            high1 = Vector512.MaxNative(high1, second);
        }

        for (; i < count; i += Vector512<float>.Count)
        {
            // What a partial vector lacks is 0, which every range contains.
            var last = PartialVector.Load(values + i, (int)Math.Min(Vector512<float>.Count, count - i));
            var isLastFinite = IsFinite(last);
            areFinite &= isLastFinite;
            low0 = Vector512.MinNative(low0, last & isLastFinite);
            high0 = Vector512.MaxNative(high0, last & isLastFinite);
        }

        range->Low = Least(Vector512.MinNative(low0, low1));
        range->High = -Least(-Vector512.MaxNative(high0, high1));
        range->IsFinite = Vector512.EqualsAll(areFinite.AsInt32(), Vector512<int>.AllBitsSet);
    }

    /// <summary>The least of all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Least(Vector512<float> lanes)
    {
        var eight = Vector256.MinNative(lanes.GetLower(), lanes.GetUpper());
        var four = Vector128.MinNative(eight.GetLower(), eight.GetUpper());
        var two = Vector128.MinNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MinNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> IsFinite(Vector512<float> values)
    {
        return Vector512.LessThanOrEqual(Vector512.Abs(values), Vector512.Create(float.MaxValue));
    }
}
