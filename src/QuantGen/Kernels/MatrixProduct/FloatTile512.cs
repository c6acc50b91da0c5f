using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The forms of <see cref="FloatTile"/> for machines with 32 registers of 512 bits: six rows times one, two or four panels.</summary>
/// <remarks>
/// With four panels, 24 accumulators, a step is 24 multiplications and additions for ten loads. All are written out, for the JIT keeps in registers only
/// what has a name.
/// </remarks>
internal static unsafe class FloatTile512
{
    /// <summary>Panels of the widest form.</summary>
    internal const int MaximumPanels = 4;

    /// <summary>Computes all of a region of one to four panels.</summary>
    internal static void Compute(
        float** rows, int segments, int segmentLength, float* weights, nint panelLength, int panels, in FloatTileRegion region)
    {
        if (panels == MaximumPanels)
        {
            ComputeFourPanels(rows, segments, segmentLength, weights, panelLength, region);
        }
        else
        {
            Accumulate(rows, segments, segmentLength, weights, panels == 2 ? weights + panelLength : null, region);
        }
    }

    /// <summary>One panel or two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Accumulate<TEnds>(float** rows, int segments, int segmentLength, float* weights, float* nextPanel, in TEnds ends)
        where TEnds : struct, IFloatTileEnds
    {
        if (nextPanel == null)
        {
            AccumulateOnePanel(rows, segments, segmentLength, weights, ends);
        }
        else
        {
            AccumulateTwoPanels(rows, segments, segmentLength, weights, nextPanel, ends);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateOnePanel<TEnds>(float** rows, int segments, int segmentLength, float* weights, in TEnds ends)
        where TEnds : struct, IFloatTileEnds
    {
        Vector512<float> a0 = ends.Begin(0, 0), a1 = ends.Begin(1, 0), a2 = ends.Begin(2, 0);
        Vector512<float> a3 = ends.Begin(3, 0), a4 = ends.Begin(4, 0), a5 = ends.Begin(5, 0);
        for (; segments > 0; segments--)
        {
            float* x0 = rows[0], x1 = rows[1], x2 = rows[2], x3 = rows[3], x4 = rows[4], x5 = rows[5];
            rows += 6;
            for (nint k = 0; k < segmentLength; k++)
            {
                var w = Vector512.Load(weights);
                weights += FloatTile.PanelWidth;
                a0 += Vector512.Create(x0[k]) * w;
                a1 += Vector512.Create(x1[k]) * w;
                a2 += Vector512.Create(x2[k]) * w;
                a3 += Vector512.Create(x3[k]) * w;
                a4 += Vector512.Create(x4[k]) * w;
                a5 += Vector512.Create(x5[k]) * w;
            }
        }

        ends.End(a0, 0, 0);
        ends.End(a1, 1, 0);
        ends.End(a2, 2, 0);
        ends.End(a3, 3, 0);
        ends.End(a4, 4, 0);
        ends.End(a5, 5, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateTwoPanels<TEnds>(
        float** rows, int segments, int segmentLength, float* weights, float* nextPanel, in TEnds ends)
        where TEnds : struct, IFloatTileEnds
    {
        Vector512<float> a0 = ends.Begin(0, 0), b0 = ends.Begin(0, 1);
        Vector512<float> a1 = ends.Begin(1, 0), b1 = ends.Begin(1, 1);
        Vector512<float> a2 = ends.Begin(2, 0), b2 = ends.Begin(2, 1);
        Vector512<float> a3 = ends.Begin(3, 0), b3 = ends.Begin(3, 1);
        Vector512<float> a4 = ends.Begin(4, 0), b4 = ends.Begin(4, 1);
        Vector512<float> a5 = ends.Begin(5, 0), b5 = ends.Begin(5, 1);
        for (; segments > 0; segments--)
        {
            float* x0 = rows[0], x1 = rows[1], x2 = rows[2], x3 = rows[3], x4 = rows[4], x5 = rows[5];
            rows += 6;
            for (nint k = 0; k < segmentLength; k++)
            {
                Vector512<float> v = Vector512.Load(weights), w = Vector512.Load(nextPanel);
                weights += FloatTile.PanelWidth;
                nextPanel += FloatTile.PanelWidth;
                var x = Vector512.Create(x0[k]);
                a0 += x * v;
                b0 += x * w;
                x = Vector512.Create(x1[k]);
                a1 += x * v;
                b1 += x * w;
                x = Vector512.Create(x2[k]);
                a2 += x * v;
                b2 += x * w;
                x = Vector512.Create(x3[k]);
                a3 += x * v;
                b3 += x * w;
                x = Vector512.Create(x4[k]);
                a4 += x * v;
                b4 += x * w;
                x = Vector512.Create(x5[k]);
                a5 += x * v;
                b5 += x * w;
            }
        }

        ends.End(a0, 0, 0);
        ends.End(b0, 0, 1);
        ends.End(a1, 1, 0);
        ends.End(b1, 1, 1);
        ends.End(a2, 2, 0);
        ends.End(b2, 2, 1);
        ends.End(a3, 3, 0);
        ends.End(b3, 3, 1);
        ends.End(a4, 4, 0);
        ends.End(b4, 4, 1);
        ends.End(a5, 5, 0);
        ends.End(b5, 5, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ComputeFourPanels(float** rows, int segments, int segmentLength, float* weights, nint panelLength, in FloatTileRegion region)
    {
        float* second = weights + panelLength, third = second + panelLength, fourth = third + panelLength;
        Vector512<float> a0 = region.Begin(0, 0), b0 = region.Begin(0, 1), c0 = region.Begin(0, 2), d0 = region.Begin(0, 3);
        Vector512<float> a1 = a0, b1 = b0, c1 = c0, d1 = d0;
        Vector512<float> a2 = a0, b2 = b0, c2 = c0, d2 = d0;
        Vector512<float> a3 = a0, b3 = b0, c3 = c0, d3 = d0;
        Vector512<float> a4 = a0, b4 = b0, c4 = c0, d4 = d0;
        Vector512<float> a5 = a0, b5 = b0, c5 = c0, d5 = d0;
        for (; segments > 0; segments--)
        {
            float* x0 = rows[0], x1 = rows[1], x2 = rows[2], x3 = rows[3], x4 = rows[4], x5 = rows[5];
            rows += 6;
            for (nint k = 0; k < segmentLength; k++)
            {
                Vector512<float> u = Vector512.Load(weights), v = Vector512.Load(second), w = Vector512.Load(third), z = Vector512.Load(fourth);
                weights += FloatTile.PanelWidth;
                second += FloatTile.PanelWidth;
                third += FloatTile.PanelWidth;
                fourth += FloatTile.PanelWidth;
                var x = Vector512.Create(x0[k]);
                a0 += x * u;
                b0 += x * v;
                c0 += x * w;
                d0 += x * z;
                x = Vector512.Create(x1[k]);
                a1 += x * u;
                b1 += x * v;
                c1 += x * w;
                d1 += x * z;
                x = Vector512.Create(x2[k]);
                a2 += x * u;
                b2 += x * v;
                c2 += x * w;
                d2 += x * z;
                x = Vector512.Create(x3[k]);
                a3 += x * u;
                b3 += x * v;
                c3 += x * w;
                d3 += x * z;
                x = Vector512.Create(x4[k]);
                a4 += x * u;
                b4 += x * v;
                c4 += x * w;
                d4 += x * z;
                x = Vector512.Create(x5[k]);
                a5 += x * u;
                b5 += x * v;
                c5 += x * w;
                d5 += x * z;
            }
        }

        EndRow(region, 0, a0, b0, c0, d0);
        EndRow(region, 1, a1, b1, c1, d1);
        EndRow(region, 2, a2, b2, c2, d2);
        EndRow(region, 3, a3, b3, c3, d3);
        EndRow(region, 4, a4, b4, c4, d4);
        EndRow(region, 5, a5, b5, c5, d5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndRow(in FloatTileRegion region, int row, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        region.End(a, row, 0);
        region.End(b, row, 1);
        region.End(c, row, 2);
        region.End(d, row, 3);
    }
}
