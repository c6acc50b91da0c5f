using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// 4 positions x 16 channels by <c>vpmaddwd</c> on bytes widened to 16 bits: exact, where <c>vpmaddubsw</c> would saturate.
/// Even and odd bytes are widened apart, in place, so that each lane still sums the four steps of one channel.
/// </summary>
internal readonly unsafe struct ConvolutionTileAvx2 : IConvolutionTile
{
    /// <inheritdoc/>
    public static int Rows => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(in TileArguments tile)
    {
        if (tile.ValidRows == 1)
        {
            AccumulateRow(tile);
            return;
        }

        var bias0 = Vector256.Load(tile.Bias);
        var bias1 = Vector256.Load(tile.Bias + 8);
        Vector256<int> sum00 = bias0, sum01 = bias1, sum10 = bias0, sum11 = bias1,
            sum20 = bias0, sum21 = bias1, sum30 = bias0, sum31 = bias1;
        var weights = tile.Weights;
        var rows = tile.Rows;
        var end = (nint)tile.Blocks * PackedWeights.Depth;
        for (var tap = 0; tap < tile.Taps; tap++)
        {
            byte* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3];
            for (nint channel = 0; channel < end; channel += PackedWeights.Depth)
            {
                var weights0 = ExactDotAvx2.Widen(Vector256.Load(weights));
                var weights1 = ExactDotAvx2.Widen(Vector256.Load(weights + 32));
                var input0 = ExactDotAvx2.Broadcast(row0 + channel);
                sum00 = ExactDotAvx2.Add(sum00, input0, weights0);
                sum01 = ExactDotAvx2.Add(sum01, input0, weights1);
                var input1 = ExactDotAvx2.Broadcast(row1 + channel);
                sum10 = ExactDotAvx2.Add(sum10, input1, weights0);
                sum11 = ExactDotAvx2.Add(sum11, input1, weights1);
                var input2 = ExactDotAvx2.Broadcast(row2 + channel);
                sum20 = ExactDotAvx2.Add(sum20, input2, weights0);
                sum21 = ExactDotAvx2.Add(sum21, input2, weights1);
                var input3 = ExactDotAvx2.Broadcast(row3 + channel);
                sum30 = ExactDotAvx2.Add(sum30, input3, weights0);
                sum31 = ExactDotAvx2.Add(sum31, input3, weights1);
                weights += PackedWeights.BlockBytes;
            }

            rows += 4;
        }

        var sums = tile.Sums;
        sum00.Store(sums);
        sum01.Store(sums + 8);
        sum10.Store(sums + 16);
        sum11.Store(sums + 24);
        sum20.Store(sums + 32);
        sum21.Store(sums + 40);
        sum30.Store(sums + 48);
        sum31.Store(sums + 56);
    }

    /// <summary>One position, as when a batch of one meets a fully connected layer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateRow(in TileArguments tile)
    {
        var sum0 = Vector256.Load(tile.Bias);
        var sum1 = Vector256.Load(tile.Bias + 8);
        var weights = tile.Weights;
        for (var tap = 0; tap < tile.Taps; tap++)
        {
            var row = tile.Rows[tap * Rows];
            for (var block = 0; block < tile.Blocks; block++)
            {
                var input = ExactDotAvx2.Broadcast(row);
                sum0 = ExactDotAvx2.Add(sum0, input, ExactDotAvx2.Widen(Vector256.Load(weights)));
                sum1 = ExactDotAvx2.Add(sum1, input, ExactDotAvx2.Widen(Vector256.Load(weights + 32)));
                row += PackedWeights.Depth;
                weights += PackedWeights.BlockBytes;
            }
        }

        sum0.Store(tile.Sums);
        sum1.Store(tile.Sums + 8);
    }
}
