using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Quantization with ranges found while running, in two passes over each row; portable vectors.</summary>
internal static unsafe class DynamicQuantizationVector
{
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
        ref readonly var arguments = ref job.Arguments;
        var columns = (long)arguments.Columns;
        long stride = KernelChecks.RowStride(arguments.Columns);
        var (row, end) = ParallelLoop.Part(arguments.Rows, 1, job.Parts, item);
        for (; row < end; row++)
        {
            var firstLine = row * arguments.Lines;
            var floats = arguments.Floats + (firstLine * columns);
            var bytes = arguments.Bytes + (firstLine * stride);
            var (low, high) = FindRange(floats, arguments.Lines * columns);
            var (scale, zeroPoint) = DynamicRange.Parameters(low, high);
            arguments.Scales[row] = scale;
            arguments.ZeroPoints[row] = zeroPoint;

            QuantizationVector.QuantizeRows(floats, bytes, arguments.Lines, columns, scale, zeroPoint);
        }
    }

    /// <summary>Rows to quantize.</summary>
    private struct Job
    {
        internal DynamicQuantizationArguments Arguments;
        internal int Parts;
    }

    /// <summary>The range of the finite values and 0. Minima and maxima are the same in any order, so the lanes may be joined in any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Low, float High) FindRange(float* values, long count)
    {
        Vector512<float> low0 = default, low1 = default, high0 = default, high1 = default;
        var i = 0L;
        for (; i <= count - (2 * Vector512<float>.Count); i += 2 * Vector512<float>.Count)
        {
            var first = Finite(Vector512.Load(values + i));
            var second = Finite(Vector512.Load(values + i + Vector512<float>.Count));
            low0 = Vector512.MinNative(low0, first);
            high0 = Vector512.MaxNative(high0, first);
            low1 = Vector512.MinNative(low1, second);
            high1 = Vector512.MaxNative(high1, second);
        }

        var low = Least(Vector512.MinNative(low0, low1));
        var high = -Least(-Vector512.MaxNative(high0, high1));
        for (; i < count; i++)
        {
            var value = float.IsFinite(values[i]) ? values[i] : 0;
            low = MathF.Min(low, value);
            high = MathF.Max(high, value);
        }

        return (low, high);
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

    /// <summary>What is not finite becomes 0, which every range contains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Finite(Vector512<float> values)
    {
        return values & Vector512.LessThanOrEqual(Vector512.Abs(values), Vector512.Create(float.MaxValue));
    }
}
