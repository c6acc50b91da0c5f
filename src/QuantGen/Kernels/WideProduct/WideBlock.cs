using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Scratch memory of a few rows of a <see cref="WideProduct"/>: row after row its high and its low half, each a row of an 8-bit product.</summary>
internal readonly unsafe struct WideBlock
{
    private readonly int _rows;
    private readonly int _stride;

    /// <summary>Divides scratch memory.</summary>
    /// <param name="memory">As many bytes as <see cref="Length"/> says.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="reduction">Columns of the input.</param>
    /// <param name="columns">Columns of the output.</param>
    internal WideBlock(byte* memory, int rows, int reduction, int columns)
    {
        _rows = rows;
        _stride = KernelChecks.RowStride(reduction);
        Sums = (int*)memory;
        Scales = (float*)(Sums + (2L * rows * PackedWeights.MatrixProductChannels(columns)));
        ZeroPoints = (int*)(Scales + rows);
        Bytes = (byte*)(ZeroPoints + rows);
    }

    /// <summary>The sums of each half, <c>[panels, 2 * rows, 16]</c>.</summary>
    internal int* Sums { get; }

    /// <summary>The bytes of each half, padded to a multiple of four.</summary>
    internal byte* Bytes { get; }

    /// <summary>The scale of each row.</summary>
    private float* Scales { get; }

    /// <summary>The zero point of each row.</summary>
    private int* ZeroPoints { get; }

    /// <summary>Bytes of scratch memory.</summary>
    internal static int Length(int rows, int reduction, int columns)
    {
        var halves = KernelChecks.RowStride(reduction) + (PackedWeights.MatrixProductChannels(columns) * (long)sizeof(int));
        return checked((int)(rows * ((2 * halves) + sizeof(float) + sizeof(int))));
    }

    /// <summary>Quantizes a row of the input.</summary>
    internal void Quantize(int row, float* input, int reduction, float scale, int zeroPoint)
    {
        var high = Bytes + (2L * row * _stride);
        WideRows.Quantize(input, high, high + _stride, reduction, scale, zeroPoint);
        (Scales[row], ZeroPoints[row]) = (scale, zeroPoint);
    }

    /// <summary>Scales the sums of both halves and adds them, and the bias.</summary>
    /// <param name="product">The weights' scales and sums, and the bias.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Join(in WideProduct product, float* output)
    {
        for (var row = 0; row < _rows; row++)
        {
            var (highScale, lowScale) = (Vector512.Create(256 * Scales[row]), Vector512.Create(Scales[row]));
            var (highZero, lowZero) = (Vector512.Create(ZeroPoints[row] >> 8), Vector512.Create(ZeroPoints[row] & byte.MaxValue));
            var sums = Sums + (2L * row * PackedWeights.Panel);
            for (var column = 0; column < product.Columns; column += PackedWeights.Panel)
            {
                var weightSums = Vector512.Load(product.WeightSums + column);
                var weightScales = Vector512.Load(product.WeightScales + column);
                var result = Scale(Vector512.Load(sums), highZero * weightSums, highScale * weightScales)
                    + Scale(Vector512.Load(sums + PackedWeights.Panel), lowZero * weightSums, lowScale * weightScales);
                result = product.Bias == null ? result : result + Vector512.Load(product.Bias + column);
                PartialVector.Store(result, output + column, product.Columns - column);
                sums += 2L * _rows * PackedWeights.Panel;
            }

            output += product.Columns;
        }
    }

    /// <summary>As <see cref="DynamicScaling.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scale(Vector512<int> sums, Vector512<int> correction, Vector512<float> scale)
    {
        return Vector512.ConvertToSingle(sums - correction) * scale;
    }
}
