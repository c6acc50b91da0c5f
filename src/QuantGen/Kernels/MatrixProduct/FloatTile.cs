using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The inner loop of the float convolution and matrix products: a few rows times one or two panels of sixteen columns.</summary>
/// <remarks>
/// Every lane is an output of its own. It is summed in ascending order of the reduction, the product and the sum each rounded, so
/// that all the forms below give the same bits. They differ in how many outputs they keep in registers.
/// </remarks>
internal static unsafe class FloatTile
{
    /// <summary>Columns in a panel of packed weights.</summary>
    internal const int PanelWidth = 16;

    /// <summary>Columns of a tile: two panels.</summary>
    internal const int Columns = 2 * PanelWidth;

    /// <summary>The most rows that a tile has on any machine, for sizing scratch memory.</summary>
    internal const int MaximumRows = 6;

    private const int MostWideReduction = 2048;

    /// <summary>Rows of a tile on this machine: as many as leave its accumulators in registers.</summary>
    internal static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            return Vector512.IsHardwareAccelerated ? 6 : 4;
        }
    }

    /// <summary>How many panels <see cref="Compute"/> should take at a time.</summary>
    /// <param name="panels">Panels that are left.</param>
    /// <param name="reduction">Length of the sums: four panels of long sums would not stay in the cache from one tile to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int PanelsAtOnce(int panels, long reduction)
    {
        return Vector512.IsHardwareAccelerated && panels >= FloatTile512.MaximumPanels && reduction <= MostWideReduction
            ? FloatTile512.MaximumPanels
            : Math.Min(2, panels);
    }

    /// <summary>Computes a tile of an output.</summary>
    /// <param name="rows">Per segment of the reduction, <see cref="Rows"/> pointers to that segment of each row; unused rows repeat another.</param>
    /// <param name="segments">Segments of the reduction.</param>
    /// <param name="segmentLength">Elements of a segment.</param>
    /// <param name="weights">The panels of the tile's columns one after another, <c>[segments * segmentLength][16]</c> each.</param>
    /// <param name="output">Bias, residual, clamp and output.</param>
    /// <param name="firstRow">The output's row where the tile begins.</param>
    /// <param name="rowCount">At most <see cref="Rows"/>.</param>
    /// <param name="column">The output's column where the tile begins.</param>
    /// <param name="columns">At most those of <see cref="PanelsAtOnce"/>.</param>
    internal static void Compute(
        float** rows, int segments, int segmentLength, float* weights, in FloatTileOutput output, long firstRow, int rowCount, int column, int columns)
    {
        var panelLength = (nint)segments * segmentLength * PanelWidth;
        if (Vector512.IsHardwareAccelerated && rowCount == Rows && columns % PanelWidth == 0)
        {
            var region = new FloatTileRegion(output, firstRow, column);
            FloatTile512.Compute(rows, segments, segmentLength, weights, panelLength, columns / PanelWidth, region);
            return;
        }

        for (; columns > 0; columns -= Columns, column += Columns, weights += 2 * panelLength)
        {
            ComputeInMemory(rows, segments, segmentLength, weights, output, firstRow, rowCount, column, Math.Min(Columns, columns));
        }
    }

    /// <summary>Any part of a tile of one or two panels.</summary>
    [SkipLocalsInit]
    private static void ComputeInMemory(
        float** rows, int segments, int segmentLength, float* weights, in FloatTileOutput output, long firstRow, int rowCount, int column, int columns)
    {
        var tile = stackalloc float[MaximumRows * Columns];
        var nextPanel = columns > PanelWidth ? weights + ((nint)segments * segmentLength * PanelWidth) : null;
        output.BeginTile(tile, Rows, column, columns);
        Accumulate(rows, rowCount, segments, segmentLength, weights, nextPanel, tile);
        output.EndTile(tile, firstRow, rowCount, column, columns);
    }

    /// <summary>Adds to each accumulator of a tile its row of the left operand times its column of the right one.</summary>
    /// <param name="rows">Per segment of the reduction, <see cref="Rows"/> pointers to that segment of each row; unused rows repeat another.</param>
    /// <param name="rowCount">Rows that are used; the other accumulators are unspecified.</param>
    /// <param name="segments">Segments of the reduction.</param>
    /// <param name="segmentLength">Elements of a segment.</param>
    /// <param name="weights">The first panel, <c>[segments * segmentLength][16]</c>.</param>
    /// <param name="nextPanel">The second panel, or null when the tile has only one.</param>
    /// <param name="tile">The accumulators, <c>[<see cref="Rows"/>][32]</c>.</param>
    internal static void Accumulate(
        float** rows, int rowCount, int segments, int segmentLength, float* weights, float* nextPanel, float* tile)
    {
        if (rowCount < 3)
        {
            for (var row = 0; row < rowCount; row++)
            {
                AccumulateRow(rows + row, segments, segmentLength, weights, nextPanel, tile + (row * Columns));
            }
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            FloatTile512.Accumulate(rows, segments, segmentLength, weights, nextPanel, new FloatTileMemory(tile));
        }
        else
        {
            AccumulateOnePanel256(rows, segments, segmentLength, weights, tile);
            if (nextPanel != null)
            {
                AccumulateOnePanel256(rows, segments, segmentLength, nextPanel, tile + PanelWidth);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateRow(float** rows, int segments, int segmentLength, float* weights, float* nextPanel, float* tile)
    {
        var second = nextPanel == null ? weights : nextPanel;
        var a = Vector512.Load(tile);
        var b = Vector512.Load(tile + 16);
        for (var segment = 0; segment < segments; segment++)
        {
            var x = rows[(nint)segment * Rows];
            for (nint k = 0; k < segmentLength; k++)
            {
                var value = Vector512.Create(x[k]);
                a += value * Vector512.Load(weights);
                b += value * Vector512.Load(second);
                weights += PanelWidth;
                second += PanelWidth;
            }
        }

        a.Store(tile);
        b.Store(tile + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateOnePanel256(float** rows, int segments, int segmentLength, float* weights, float* tile)
    {
        Vector256<float> a0 = Vector256.Load(tile), b0 = Vector256.Load(tile + 8);
        Vector256<float> a1 = Vector256.Load(tile + 32), b1 = Vector256.Load(tile + 40);
        Vector256<float> a2 = Vector256.Load(tile + 64), b2 = Vector256.Load(tile + 72);
        Vector256<float> a3 = Vector256.Load(tile + 96), b3 = Vector256.Load(tile + 104);
        for (; segments > 0; segments--)
        {
            float* x0 = rows[0], x1 = rows[1], x2 = rows[2], x3 = rows[3];
            rows += 4;
            for (nint k = 0; k < segmentLength; k++)
            {
                var w = Vector256.Load(weights);
                var v = Vector256.Load(weights + 8);
                weights += PanelWidth;
                var x = Vector256.Create(x0[k]);
                a0 += x * w;
                b0 += x * v;
                x = Vector256.Create(x1[k]);
                a1 += x * w;
                b1 += x * v;
                x = Vector256.Create(x2[k]);
                a2 += x * w;
                b2 += x * v;
                x = Vector256.Create(x3[k]);
                a3 += x * w;
                b3 += x * v;
            }
        }

        StoreRow(tile, a0, b0);
        StoreRow(tile + 32, a1, b1);
        StoreRow(tile + 64, a2, b2);
        StoreRow(tile + 96, a3, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(float* tile, Vector256<float> a, Vector256<float> b)
    {
        a.Store(tile);
        b.Store(tile + 8);
    }
}
