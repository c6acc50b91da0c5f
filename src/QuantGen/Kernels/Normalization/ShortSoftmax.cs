using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Softmax of many rows of a few elements, such as the two classes of a detector's anchors: lanes are rows, with the bits of <see cref="Softmax"/>.</summary>
internal static unsafe class ShortSoftmax
{
    /// <summary>Longest row.</summary>
    internal const int MostElements = 8;

    /// <summary>Rows whose elements are transposed together.</summary>
    private const int BlockRows = 128;

    /// <summary>Computes rows. Input and output may be the same memory.</summary>
    [SkipLocalsInit]
    internal static void Run(float* input, float* output, long rows, int count)
    {
        var columns = stackalloc float[MostElements * BlockRows];
        for (long first = 0; first < rows; first += BlockRows)
        {
            var block = (int)Math.Min(BlockRows, rows - first);
            Gather(input + (first * count), columns, block, count);
            for (var row = 0; row < block; row += Vector512<float>.Count)
            {
                RunColumns(columns + row, count);
            }

            Scatter(columns, output + (first * count), block, count);
        }
    }

    private static void Gather(float* rows, float* columns, int block, int count)
    {
        for (var row = 0; row < block; row++)
        {
            for (var column = 0; column < count; column++)
            {
                columns[(column * BlockRows) + row] = *rows++;
            }
        }

        // The last vector's rows that are none.
        for (var row = block; row % Vector512<float>.Count != 0; row++)
        {
            for (var column = 0; column < count; column++)
            {
                columns[(column * BlockRows) + row] = 0;
            }
        }
    }

    private static void Scatter(float* columns, float* rows, int block, int count)
    {
        for (var row = 0; row < block; row++)
        {
            for (var column = 0; column < count; column++)
            {
                *rows++ = columns[(column * BlockRows) + row];
            }
        }
    }

    /// <summary>Sixteen rows.</summary>
    [SkipLocalsInit]
    private static void RunColumns(float* columns, int count)
    {
        var largest = MaximumFold.Start;
        for (var column = 0; column < count; column++)
        {
            largest = MaximumFold.Fold(largest, Vector512.Load(columns + (column * BlockRows)));
        }

        var sums = stackalloc Vector512<float>[MostElements];
        for (var column = 0; column < count; column++)
        {
            var exponential = FloatFunctions.ExpOfNonPositive(Vector512.Load(columns + (column * BlockRows)) - largest);
            exponential.Store(columns + (column * BlockRows));
            sums[column] = exponential;
        }

        // As Reduction folds its sixteen lanes, by halving: those beyond the row are zero.
        var left = count;
        for (var half = MostElements / 2; half > 0; half /= 2)
        {
            for (var column = half; column < left; column++)
            {
                sums[column - half] += sums[column];
            }

            left = Math.Min(left, half);
        }

        var factor = Vector512<float>.One / sums[0];
        for (var column = 0; column < count; column++)
        {
            (Vector512.Load(columns + (column * BlockRows)) * factor).Store(columns + (column * BlockRows));
        }
    }
}
