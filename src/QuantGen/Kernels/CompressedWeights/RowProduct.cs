using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// A float matrix product of a row or two with weights that are stored in any way: the weights are read once, in the bytes that they are stored in. Groups
/// of panels are divided among threads.
/// </summary>
/// <typeparam name="TDecoder">How the weights are stored.</typeparam>
internal static unsafe class RowProduct<TDecoder>
    where TDecoder : unmanaged, IWeightDecoder
{
    private const int Panels = CompressedRow<TDecoder>.Panels;
    private const int GroupColumns = Panels * FloatTile.PanelWidth;

    /// <summary>Multiplies.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="weights">The panels.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="epilogue">Bias, residual, clamp and output.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns of the output.</param>
    internal static void Run(float* input, byte* weights, in CompressedLayout layout, in FloatTileOutput epilogue, int rows, int columns)
    {
        var groups = (columns + GroupColumns - 1) / GroupColumns;
        var job = new Job(input, weights, layout, epilogue, rows, columns, ParallelLoop.Parts((long)rows * layout.Reduction * columns, groups));
        ParallelLoop.Run(job.Parts, &RunPart, &job);
    }

    [SkipLocalsInit]
    private static void RunPart(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        var sums = stackalloc float[GroupColumns];
        var (column, end) = ParallelLoop.Part(job.Columns, GroupColumns, job.Parts, item);
        for (; column < end; column += GroupColumns)
        {
            var width = (int)Math.Min(GroupColumns, end - column);
            var weights = job.Weights + (nint)(column / FloatTile.PanelWidth * job.Layout.PanelBytes);
            for (var row = 0; row < job.Rows; row++)
            {
                RunGroup(job, row, weights, (int)column, width, sums);
            }
        }
    }

    private static void RunGroup(in Job job, int row, byte* weights, int column, int width, float* sums)
    {
        var panels = (width + FloatTile.PanelWidth - 1) / FloatTile.PanelWidth;
        for (var first = 0; first < GroupColumns; first += FloatTile.PanelWidth)
        {
            (first < width ? job.Epilogue.Begin(column + first, width - first) : Vector512<float>.Zero).Store(sums + first);
        }

        var values = job.Input + ((nint)row * job.Layout.Reduction);
        if (panels == 1)
        {
            CompressedRow<TDecoder>.AccumulateOne(values, weights, job.Layout, sums);
        }
        else
        {
            CompressedRow<TDecoder>.AccumulateFour(values, weights, job.Layout, panels, sums);
        }

        for (var first = 0; first < width; first += FloatTile.PanelWidth)
        {
            job.Epilogue.End(Vector512.Load(sums + first), row, column + first, width - first);
        }
    }

    /// <summary>What the parts of a product work on.</summary>
    private readonly struct Job(
        float* input, byte* weights, in CompressedLayout layout, in FloatTileOutput epilogue, int rows, int columns, int parts)
    {
        internal readonly float* Input = input;
        internal readonly byte* Weights = weights;
        internal readonly CompressedLayout Layout = layout;
        internal readonly FloatTileOutput Epilogue = epilogue;
        internal readonly int Rows = rows;
        internal readonly int Columns = columns;
        internal readonly int Parts = parts;
    }
}
