using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>
/// A matrix product of one row by the machine code of <see cref="DotProductCode"/>, where it is so short that what <see cref="DotProductLoop"/> prepares
/// for lines, chunks and threads would take longer than the product.
/// </summary>
internal static unsafe class DotProductRow
{
    /// <summary>Multiply-adds up to which it is that short: some microseconds.</summary>
    private const long MostWork = 1 << 18;

    private const int Panels = DotProductCode.MostPanels;
    private const int Columns = Panels * PackedWeights.Panel;

    /// <summary>Whether a convolution is such a product.</summary>
    internal static bool Fits(in ConvolutionGeometry geometry)
    {
        return geometry.OutputPixels == 1 && geometry.InputPixels == 1 && geometry.Taps == 1 && geometry.Groups == 1 && geometry.PadTop == 0
            && geometry.PadLeft == 0 && (long)geometry.InputChannels * geometry.OutputChannels <= MostWork;
    }

    /// <summary>Computes the row.</summary>
    [SkipLocalsInit]
    internal static void Run<TStore>(in ConvolutionArguments arguments)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var memory = stackalloc int[(2 * Columns) + PackedWeights.Panel];
        var sums = (int*)(((nint)memory + 63) & -64);
        var noBias = sums + Columns;
        var noOffset = 0L;
        if (arguments.Bias == null)
        {
            new Span<int>(noBias, Columns).Clear();
        }

        var tapBytes = KernelChecks.RoundUp(geometry.InputChannels, PackedWeights.Depth);
        var panelBytes = (long)tapBytes * PackedWeights.Panel;
        var call = new DotProductCall
        {
            Input = arguments.Input,
            TapOffsets = &noOffset,
            Taps = 1,
            TapBytes = tapBytes,
            PanelBytes = panelBytes,
            Sums = sums,
            SumsStep = PackedWeights.Panel * sizeof(int),
        };
        fixed (OutputStage* output = &arguments.Output)
        {
            for (var (column, end) = (0, geometry.OutputChannels); column < end;)
            {
                var left = end - column;
                // There is no code for three panels: they are two and one.
                var panels = left > 3 * PackedWeights.Panel ? Panels : left > PackedWeights.Panel ? 2 : 1;
                call.Weights = arguments.Weights + (column / PackedWeights.Panel * panelBytes);
                call.Bias = arguments.Bias == null ? noBias : arguments.Bias + column;
                DotProductCode.Run(&call, 1, panels);
                var columns = Math.Min(left, panels * PackedWeights.Panel);
                if (typeof(TStore) == typeof(ByteTileStore512) && output->Residual == null)
                {
                    ByteTileStore512.StoreRow(output, sums, arguments.Multipliers + column, output->Bytes + column, columns);
                }
                else
                {
                    Store<TStore>(arguments, output, sums, column, columns);
                }

                column += columns;
            }
        }
    }

    private static void Store<TStore>(in ConvolutionArguments arguments, OutputStage* output, int* sums, int firstColumn, int columns)
        where TStore : struct, ITileStore
    {
        var tile = new TileArguments { Output = output, ValidRows = 1 };
        for (var column = 0; column < columns; column += PackedWeights.Panel)
        {
            tile.Sums = sums + column;
            tile.FirstColumn = firstColumn + column;
            tile.ValidColumns = Math.Min(PackedWeights.Panel, columns - column);
            tile.Multipliers = arguments.Multipliers + tile.FirstColumn;
            TStore.Store(tile);
        }
    }
}
