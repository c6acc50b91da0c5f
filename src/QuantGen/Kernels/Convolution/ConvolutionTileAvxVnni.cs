using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// 6 positions x 16 channels by <c>vpdpbusd</c>: twelve accumulators, two weight vectors and one broadcast fill 15 of 16
/// registers.
/// </summary>
internal readonly unsafe struct ConvolutionTileAvxVnni : IConvolutionTile
{
    /// <inheritdoc/>
    public static int Rows => 6;

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
        Vector256<int> sum00 = bias0, sum01 = bias1, sum10 = bias0, sum11 = bias1, sum20 = bias0, sum21 = bias1,
            sum30 = bias0, sum31 = bias1, sum40 = bias0, sum41 = bias1, sum50 = bias0, sum51 = bias1;
        var weights = tile.Weights;
        var rows = tile.Rows;
        var end = (nint)tile.Blocks * PackedWeights.Depth;
        for (var tap = 0; tap < tile.Taps; tap++)
        {
            byte* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3], row4 = rows[4], row5 = rows[5];
            for (nint channel = 0; channel < end; channel += PackedWeights.Depth)
            {
                var weights0 = Vector256.Load(weights);
                var weights1 = Vector256.Load(weights + 32);
                var input0 = Broadcast(row0 + channel);
                sum00 = AvxVnni.MultiplyWideningAndAdd(sum00, input0, weights0);
                sum01 = AvxVnni.MultiplyWideningAndAdd(sum01, input0, weights1);
                var input1 = Broadcast(row1 + channel);
                sum10 = AvxVnni.MultiplyWideningAndAdd(sum10, input1, weights0);
                sum11 = AvxVnni.MultiplyWideningAndAdd(sum11, input1, weights1);
                var input2 = Broadcast(row2 + channel);
                sum20 = AvxVnni.MultiplyWideningAndAdd(sum20, input2, weights0);
                sum21 = AvxVnni.MultiplyWideningAndAdd(sum21, input2, weights1);
                var input3 = Broadcast(row3 + channel);
                sum30 = AvxVnni.MultiplyWideningAndAdd(sum30, input3, weights0);
                sum31 = AvxVnni.MultiplyWideningAndAdd(sum31, input3, weights1);
                var input4 = Broadcast(row4 + channel);
                sum40 = AvxVnni.MultiplyWideningAndAdd(sum40, input4, weights0);
                sum41 = AvxVnni.MultiplyWideningAndAdd(sum41, input4, weights1);
                var input5 = Broadcast(row5 + channel);
                sum50 = AvxVnni.MultiplyWideningAndAdd(sum50, input5, weights0);
                sum51 = AvxVnni.MultiplyWideningAndAdd(sum51, input5, weights1);
                weights += PackedWeights.BlockBytes;
            }

            rows += 6;
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
        sum40.Store(sums + 64);
        sum41.Store(sums + 72);
        sum50.Store(sums + 80);
        sum51.Store(sums + 88);
    }

    /// <summary>One position, as when a batch of one meets a fully connected layer: two chains per channel hide the latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateRow(in TileArguments tile)
    {
        Vector256<int> even0 = Vector256.Load(tile.Bias), even1 = Vector256.Load(tile.Bias + 8);
        Vector256<int> odd0 = Vector256<int>.Zero, odd1 = Vector256<int>.Zero;
        var weights = tile.Weights;
        for (var tap = 0; tap < tile.Taps; tap++)
        {
            var row = tile.Rows[tap * Rows];
            var block = 0;
            for (; block + 2 <= tile.Blocks; block += 2)
            {
                var input0 = Broadcast(row);
                var input1 = Broadcast(row + PackedWeights.Depth);
                even0 = AvxVnni.MultiplyWideningAndAdd(even0, input0, Vector256.Load(weights));
                even1 = AvxVnni.MultiplyWideningAndAdd(even1, input0, Vector256.Load(weights + 32));
                odd0 = AvxVnni.MultiplyWideningAndAdd(odd0, input1, Vector256.Load(weights + 64));
                odd1 = AvxVnni.MultiplyWideningAndAdd(odd1, input1, Vector256.Load(weights + 96));
                row += 2 * PackedWeights.Depth;
                weights += 2 * PackedWeights.BlockBytes;
            }

            if (block < tile.Blocks)
            {
                var input = Broadcast(row);
                even0 = AvxVnni.MultiplyWideningAndAdd(even0, input, Vector256.Load(weights));
                even1 = AvxVnni.MultiplyWideningAndAdd(even1, input, Vector256.Load(weights + 32));
                weights += PackedWeights.BlockBytes;
            }
        }

        (even0 + odd0).Store(tile.Sums);
        (even1 + odd1).Store(tile.Sums + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Broadcast(byte* channels)
    {
        return Avx2.BroadcastScalarToVector256((int*)channels).AsByte();
    }
}
