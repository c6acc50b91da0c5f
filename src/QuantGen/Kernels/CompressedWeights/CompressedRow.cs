using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>One row of activations times stored weights, decoded in registers: the weights are read once, in the bytes that they are stored in.</summary>
/// <remarks>As in <see cref="FloatTile"/>, every lane is an output of its own, summed in ascending order; product and sum are each rounded.</remarks>
internal static unsafe class CompressedRow<TDecoder>
    where TDecoder : unmanaged, IWeightDecoder
{
    /// <summary>Panels of <see cref="AccumulateFour"/>: a sum waits for the one before it, so that four go on at a time.</summary>
    internal const int Panels = 4;

    /// <summary>
    /// How far ahead of a panel its bytes are fetched: decoding keeps the processor from seeing so far by itself. Floats it does better alone.
    /// </summary>
    private const int PrefetchBytes = 4096;

    /// <summary>Adds to two to four panels of sums.</summary>
    /// <param name="row">The row.</param>
    /// <param name="weights">The first stored panel.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="panels">How many there are; the others' sums are unspecified.</param>
    /// <param name="sums"><c>[4][16]</c>.</param>
    internal static void AccumulateFour(float* row, byte* weights, in CompressedLayout layout, int panels, float* sums)
    {
        var p0 = weights;
        var p1 = p0 + (nint)layout.PanelBytes;
        var p2 = panels > 2 ? p1 + (nint)layout.PanelBytes : p0;
        var p3 = panels > 3 ? p2 + (nint)layout.PanelBytes : p0;
        Vector512<float> a0 = Vector512.Load(sums), a1 = Vector512.Load(sums + 16), a2 = Vector512.Load(sums + 32), a3 = Vector512.Load(sums + 48);
        for (var first = 0; first < layout.Reduction; first += layout.BlockSteps)
        {
            var steps = Math.Min(layout.BlockSteps, layout.Reduction - first);
            TDecoder.ReadHeader(p0, out var scale0, out var offset0);
            TDecoder.ReadHeader(p1, out var scale1, out var offset1);
            TDecoder.ReadHeader(p2, out var scale2, out var offset2);
            TDecoder.ReadHeader(p3, out var scale3, out var offset3);
            nint position = TDecoder.HeaderBytes;
            for (var step = 0; step < steps - 1; step += 2)
            {
                var (x, y) = (Vector512.Create(row[0]), Vector512.Create(row[1]));
                row += 2;
                Prefetch(p0 + position, p1 + position, p2 + position, p3 + position);
                a0 = AddPair(a0, x, y, p0 + position, scale0, offset0);
                a1 = AddPair(a1, x, y, p1 + position, scale1, offset1);
                a2 = AddPair(a2, x, y, p2 + position, scale2, offset2);
                a3 = AddPair(a3, x, y, p3 + position, scale3, offset3);
                position += TDecoder.PairBytes;
            }

            if (steps % 2 != 0)
            {
                var x = Vector512.Create(*row++);
                a0 = AddLast(a0, x, p0 + position, scale0, offset0);
                a1 = AddLast(a1, x, p1 + position, scale1, offset1);
                a2 = AddLast(a2, x, p2 + position, scale2, offset2);
                a3 = AddLast(a3, x, p3 + position, scale3, offset3);
                position += TDecoder.PairBytes;
            }

            p0 += position;
            p1 += position;
            p2 += position;
            p3 += position;
        }

        a0.Store(sums);
        a1.Store(sums + 16);
        a2.Store(sums + 32);
        a3.Store(sums + 48);
    }

    /// <summary>Adds to one panel of sums.</summary>
    /// <param name="row">The row.</param>
    /// <param name="weights">The stored panel.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="sums"><c>[16]</c>.</param>
    internal static void AccumulateOne(float* row, byte* weights, in CompressedLayout layout, float* sums)
    {
        var a = Vector512.Load(sums);
        for (var first = 0; first < layout.Reduction; first += layout.BlockSteps)
        {
            var steps = Math.Min(layout.BlockSteps, layout.Reduction - first);
            TDecoder.ReadHeader(weights, out var scale, out var offset);
            weights += TDecoder.HeaderBytes;
            for (var step = 0; step < steps - 1; step += 2)
            {
                a = AddPair(a, Vector512.Create(row[0]), Vector512.Create(row[1]), weights, scale, offset);
                row += 2;
                weights += TDecoder.PairBytes;
            }

            if (steps % 2 != 0)
            {
                a = AddLast(a, Vector512.Create(*row++), weights, scale, offset);
                weights += TDecoder.PairBytes;
            }
        }

        a.Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* p0, byte* p1, byte* p2, byte* p3)
    {
        if (Sse.IsSupported && TDecoder.PairBytes < FloatWeightDecoder.PairBytes)
        {
            Sse.Prefetch0(p0 + PrefetchBytes);
            Sse.Prefetch0(p1 + PrefetchBytes);
            Sse.Prefetch0(p2 + PrefetchBytes);
            Sse.Prefetch0(p3 + PrefetchBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddPair(
        Vector512<float> sums, Vector512<float> x, Vector512<float> y, byte* pair, Vector512<float> scale, Vector512<float> offset)
    {
        TDecoder.ReadPair(pair, scale, offset, out var first, out var second);
        sums += x * first;
        sums += y * second;
        return sums;
    }

    /// <summary>An odd last step: its partner is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddLast(
        Vector512<float> sums, Vector512<float> x, byte* pair, Vector512<float> scale, Vector512<float> offset)
    {
        TDecoder.ReadPair(pair, scale, offset, out var first, out _);
        return sums + (x * first);
    }
}
