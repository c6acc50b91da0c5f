using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Quantization with ranges found while running, in two passes over each row; portable vectors.</summary>
internal static unsafe class DynamicQuantizationVector
{
    /// <summary>Quantizes every row.</summary>
    internal static void Run(in DynamicQuantizationArguments arguments)
    {
        var columns = (long)arguments.Columns;
        long stride = KernelChecks.RowStride(arguments.Columns);
        for (var row = 0; row < arguments.Rows; row++)
        {
            var firstLine = (long)row * arguments.Lines;
            var floats = arguments.Floats + (firstLine * columns);
            var bytes = arguments.Bytes + (firstLine * stride);
            var (low, high) = FindRange(floats, arguments.Lines * columns);
            var (scale, zeroPoint) = DynamicRange.Parameters(low, high);
            arguments.Scales[row] = scale;
            arguments.ZeroPoints[row] = zeroPoint;

            // Lines without padding are one long line.
            var (lines, length) = stride == columns ? (1, arguments.Lines * columns) : (arguments.Lines, columns);
            for (var line = 0L; line < lines; line++)
            {
                QuantizationVector.QuantizeRow(floats + (line * length), bytes + (line * stride), length, scale, zeroPoint);
            }
        }
    }

    /// <summary>The range of the finite values and 0. Minima and maxima are the same in any order, so the lanes may be joined in any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Low, float High) FindRange(float* values, long count)
    {
        Vector256<float> low0 = default, low1 = default, high0 = default, high1 = default;
        var i = 0L;
        for (; i <= count - (2 * Vector256<float>.Count); i += 2 * Vector256<float>.Count)
        {
            var first = Finite(Vector256.Load(values + i));
            var second = Finite(Vector256.Load(values + i + Vector256<float>.Count));
            low0 = Vector256.MinNative(low0, first);
            high0 = Vector256.MaxNative(high0, first);
            low1 = Vector256.MinNative(low1, second);
            high1 = Vector256.MaxNative(high1, second);
        }

        var lows = Vector256.MinNative(low0, low1);
        var highs = Vector256.MaxNative(high0, high1);
        var (low, high) = (0f, 0f);
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            low = MathF.Min(low, lows.GetElement(lane));
            high = MathF.Max(high, highs.GetElement(lane));
        }

        for (; i < count; i++)
        {
            var value = float.IsFinite(values[i]) ? values[i] : 0;
            low = MathF.Min(low, value);
            high = MathF.Max(high, value);
        }

        return (low, high);
    }

    /// <summary>What is not finite becomes 0, which every range contains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Finite(Vector256<float> values)
    {
        return values & Vector256.LessThanOrEqual(Vector256.Abs(values), Vector256.Create(float.MaxValue));
    }
}
