using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>What the parts of an attention work on, and the loop over its blocks of rows.</summary>
internal unsafe struct AttentionJob
{
    internal MatrixLines Query;
    internal MatrixLines Key;
    internal MatrixLines Value;

    /// <summary>Or null.</summary>
    internal float* Mask;
    internal float* Output;
    internal int MaskRowStride;
    internal int OutputRowStride;
    internal BatchAxes Batch;
    internal int* QueryStrides;
    internal int* KeyStrides;
    internal int* ValueStrides;
    internal int* MaskStrides;
    internal int* OutputStrides;
    internal int Rows;
    internal int Depth;
    internal int Keys;
    internal int Columns;
    internal float Alpha;

    /// <summary>Blocks of rows, all matrices together.</summary>
    internal long Blocks;
    internal int BlocksPerMatrix;
    internal int Parts;

    /// <summary>Computes one part: a block of rows after the other; keys and values are packed when a matrix begins.</summary>
    internal static void RunPart(void* context, int item)
    {
        ref readonly var job = ref *(AttentionJob*)context;
        var (block, end) = ParallelLoop.Part(job.Blocks, 1, job.Parts, item);
        var scratch = new Scratch(job);
        var packed = -1L;
        for (; block < end; block++)
        {
            var (matrix, blockOfRows) = Math.DivRem(block, job.BlocksPerMatrix);
            if (matrix != packed)
            {
                Pack(job.Key.Skip(job.Batch.Offset(matrix, job.KeyStrides)), scratch.Keys, job.Keys, job.Depth);
                Pack(job.Value.Skip(job.Batch.Offset(matrix, job.ValueStrides)), scratch.Values, job.Columns, job.Keys);
                packed = matrix;
            }

            job.RunRows(matrix, (int)blockOfRows * FloatTile.Rows, scratch);
        }
    }

    /// <summary>Packs lines into panels, one behind the other.</summary>
    private static void Pack(MatrixLines matrix, float* panels, int lines, int length)
    {
        for (var line = 0; line < lines; line += FloatTile.PanelWidth)
        {
            matrix.At(line, 0).Pack(panels + ((nint)line * length), lines - line, length);
        }
    }

    private readonly void RunRows(long matrix, int firstRow, in Scratch scratch)
    {
        var count = Math.Min(FloatTile.Rows, Rows - firstRow);
        var scores = new AttentionRows(scratch.Scores, Keys);
        Score(Query.Skip(Batch.Offset(matrix, QueryStrides)).At(firstRow, 0), count, scores, scratch);
        Normalize(Mask == null ? null : Mask + Batch.Offset(matrix, MaskStrides) + ((nint)firstRow * MaskRowStride), count, scores);
        Combine(Output + Batch.Offset(matrix, OutputStrides) + ((nint)firstRow * OutputRowStride), count, scores, scratch);
    }

    /// <summary>Query times key.</summary>
    private readonly void Score(MatrixLines query, int count, AttentionRows scores, in Scratch scratch)
    {
        for (var row = 0; row < FloatTile.Rows; row++)
        {
            scratch.Pointers[row] = (nint)query.Line(Math.Min(row, count - 1), scratch.Queries + ((nint)row * Depth), Depth);
        }

        for (var block = 0; block < AttentionRows.Blocks(Keys); block++)
        {
            var key = block * FloatTile.Columns;
            MultiplyTile(scratch.Pointers, count, 1, Depth, scratch.Keys + ((nint)key * Depth), Keys - key, Depth, scores.Tile(block), isFirst: true);
        }
    }

    /// <summary>The softmax of every row, each step for all of them before the next, so that no row waits for its own sum.</summary>
    [SkipLocalsInit]
    private readonly void Normalize(float* mask, int count, AttentionRows scores)
    {
        var found = stackalloc float[FloatTile.MaximumRows];
        for (var row = 0; row < count; row++)
        {
            found[row] = scores.Prepare(row, Alpha, mask == null ? null : mask + ((nint)row * MaskRowStride));
        }

        for (var row = 0; row < count; row++)
        {
            found[row] = scores.Exponentiate(row, found[row]);
        }

        for (var row = 0; row < count; row++)
        {
            scores.Finish(row, found[row]);
        }
    }

    /// <summary>Weights times value: each block of keys is a segment of the reduction, the last one by itself because it may be shorter.</summary>
    [SkipLocalsInit]
    private readonly void Combine(float* output, int count, AttentionRows scores, in Scratch scratch)
    {
        var tile = stackalloc float[FloatTile.MaximumRows * FloatTile.Columns];
        var (segments, rest) = Math.DivRem(Keys, FloatTile.Columns);
        for (var block = 0; block < AttentionRows.Blocks(Keys); block++)
        {
            for (var row = 0; row < FloatTile.Rows; row++)
            {
                scratch.Pointers[(block * FloatTile.Rows) + row] = (nint)(scores.Tile(block) + (Math.Min(row, count - 1) * FloatTile.Columns));
            }
        }

        for (var column = 0; column < Columns; column += FloatTile.Columns)
        {
            var values = scratch.Values + ((nint)column * Keys);
            MultiplyTile(scratch.Pointers, count, segments, FloatTile.Columns, values, Columns - column, Keys, tile, isFirst: true);
            if (rest > 0)
            {
                var next = values + ((nint)segments * FloatTile.Columns * FloatTile.PanelWidth);
                MultiplyTile(
                    scratch.Pointers + (segments * FloatTile.Rows), count, 1, rest, next, Columns - column, Keys, tile, isFirst: false);
            }

            var width = Math.Min(FloatTile.Columns, Columns - column);
            for (var row = 0; row < count; row++)
            {
                new ReadOnlySpan<float>(tile + (row * FloatTile.Columns), width)
                    .CopyTo(new Span<float>(output + ((nint)row * OutputRowStride) + column, width));
            }
        }
    }

    /// <summary>One tile of a product, on panels of <paramref name="panelLength"/> steps.</summary>
    private static void MultiplyTile(
        nint* rows, int count, int segments, int segmentLength, float* panel, int columns, int panelLength, float* tile, bool isFirst)
    {
        if (isFirst)
        {
            new Span<float>(tile, FloatTile.MaximumRows * FloatTile.Columns).Clear();
        }

        var next = columns > FloatTile.PanelWidth ? panel + ((nint)panelLength * FloatTile.PanelWidth) : null;
        FloatTile.Accumulate((float**)rows, count, segments, segmentLength, panel, next, tile);
    }

    /// <summary>The calling thread's working memory, divided.</summary>
    private readonly struct Scratch
    {
        internal Scratch(in AttentionJob job)
        {
            var keyPanels = (long)KernelChecks.RoundUp(job.Keys, FloatTile.PanelWidth);
            var valuePanels = (long)KernelChecks.RoundUp(job.Columns, FloatTile.PanelWidth);
            var pointerBytes = (AttentionRows.Blocks(job.Keys) + 1L) * FloatTile.MaximumRows * sizeof(nint);
            var floats = AttentionRows.Size(job.Keys) + (keyPanels * job.Depth) + (valuePanels * job.Keys) + ((long)FloatTile.MaximumRows * job.Depth);
            Scores = (float*)KernelScratch.Reserve((floats * sizeof(float)) + pointerBytes);
            Keys = Scores + AttentionRows.Size(job.Keys);
            Values = Keys + (keyPanels * job.Depth);
            Pointers = (nint*)(Values + (valuePanels * job.Keys));
            Queries = (float*)((byte*)Pointers + pointerBytes);
        }

        /// <summary>See <see cref="AttentionRows"/>.</summary>
        internal float* Scores { get; }

        /// <summary>Panels of keys, <c>[depth][16]</c>.</summary>
        internal float* Keys { get; }

        /// <summary>Panels of value columns, <c>[keys][16]</c>.</summary>
        internal float* Values { get; }

        /// <summary>Rows of queries that are not contiguous.</summary>
        internal float* Queries { get; }

        /// <summary>Per segment of a reduction, a pointer for each row of a tile.</summary>
        internal nint* Pointers { get; }
    }
}
