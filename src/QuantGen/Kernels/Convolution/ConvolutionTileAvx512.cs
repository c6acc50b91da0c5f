using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// 8 positions x 16 channels by 512-bit <c>vpmaddwd</c>, as <see cref="ConvolutionTileAvx2"/> with one vector per position.
/// For processors with AVX-512 whose dot-product instruction .NET does not offer (it offers the 256-bit AVX-VNNI alone).
/// </summary>
internal readonly unsafe struct ConvolutionTileAvx512 : IConvolutionTile
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(in TileArguments tile)
    {
        if (tile.ValidRows == 1)
        {
            AccumulateRow(tile);
            return;
        }

        var bias = Vector512.Load(tile.Bias);
        Vector512<int> sum0 = bias, sum1 = bias, sum2 = bias, sum3 = bias, sum4 = bias, sum5 = bias, sum6 = bias, sum7 = bias;
        var weights = tile.Weights;
        var rows = tile.Rows;
        var end = (nint)tile.Blocks * PackedWeights.Depth;
        for (var tap = 0; tap < tile.Taps; tap++)
        {
            byte* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3];
            byte* row4 = rows[4], row5 = rows[5], row6 = rows[6], row7 = rows[7];
            for (nint channel = 0; channel < end; channel += PackedWeights.Depth)
            {
                var (even, odd) = Widen(weights);
                sum0 = Add(sum0, row0 + channel, even, odd);
                sum1 = Add(sum1, row1 + channel, even, odd);
                sum2 = Add(sum2, row2 + channel, even, odd);
                sum3 = Add(sum3, row3 + channel, even, odd);
                sum4 = Add(sum4, row4 + channel, even, odd);
                sum5 = Add(sum5, row5 + channel, even, odd);
                sum6 = Add(sum6, row6 + channel, even, odd);
                sum7 = Add(sum7, row7 + channel, even, odd);
                weights += PackedWeights.BlockBytes;
            }

            rows += 8;
        }

        var sums = tile.Sums;
        sum0.Store(sums);
        sum1.Store(sums + 16);
        sum2.Store(sums + 32);
        sum3.Store(sums + 48);
        sum4.Store(sums + 64);
        sum5.Store(sums + 80);
        sum6.Store(sums + 96);
        sum7.Store(sums + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Add(Vector512<int> sum, byte* channels, Vector512<short> even, Vector512<short> odd)
    {
        var words = Vector512.Create(*(int*)channels).AsInt16();
        var evenProducts = Avx512BW.MultiplyAddAdjacent(words & Vector512.Create((short)0xFF), even);
        var oddProducts = Avx512BW.MultiplyAddAdjacent(Vector512.ShiftRightLogical(words, 8), odd);
        return sum + (evenProducts + oddProducts);
    }

    /// <summary>One position, as when a batch of one meets a fully connected layer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateRow(in TileArguments tile)
    {
        var sum = Vector512.Load(tile.Bias);
        var weights = tile.Weights;
        for (var tap = 0; tap < tile.Taps; tap++)
        {
            var row = tile.Rows[tap * Rows];
            for (var block = 0; block < tile.Blocks; block++)
            {
                var (even, odd) = Widen(weights);
                sum = Add(sum, row, even, odd);
                row += PackedWeights.Depth;
                weights += PackedWeights.BlockBytes;
            }
        }

        sum.Store(tile.Sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<short> Even, Vector512<short> Odd) Widen(sbyte* weights)
    {
        var words = Vector512.Load(weights).AsInt16();
        return (Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 8), 8), Vector512.ShiftRightArithmetic(words, 8));
    }
}
