using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <content>A chunk of output lines: a few panels of weights after the other.</content>
internal static unsafe partial class DotProductLoop
{
    private static void RunChunk<TStore>(in ConvolutionArguments arguments, in Scratch scratch, in Chunk chunk, int firstPanel, int endPanel)
        where TStore : struct, ITileStore
    {
        var most = chunk.Width <= LowTile ? PanelsPerLowTile : PanelsPerTile;
        var toBytes = typeof(TStore) == typeof(ByteTileStore512) && most == PanelsPerTile && scratch.CanStore;
        for (var group = 0; group < arguments.Geometry.Groups; group++)
        {
            for (var panel = firstPanel; panel < endPanel;)
            {
                var count = Math.Min(most, endPanel - panel);
                count = count == 3 ? PanelsPerTile : count;
                if (toBytes)
                {
                    RunPanelsToBytes(arguments, scratch, chunk, group, panel, count);
                }
                else
                {
                    RunPanels<TStore>(arguments, scratch, chunk, group, panel, count);
                }

                panel += count;
            }

            if (toBytes && arguments.Output.Residual != null)
            {
                var firstColumn = (group * arguments.Geometry.GroupOutputChannels) + (firstPanel * PackedWeights.Panel);
                var columns = Math.Min(arguments.Geometry.GroupOutputChannels, endPanel * PackedWeights.Panel) - (firstPanel * PackedWeights.Panel);
                AddResidual(arguments.Output, chunk, firstColumn, columns);
            }
        }
    }

    /// <summary>Some panels of a group for all positions of a chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPanels<TStore>(
        in ConvolutionArguments arguments, in Scratch scratch, in Chunk chunk, int group, int firstPanel, int panels)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var output = arguments.Output;
        var columns = geometry.GroupOutputChannels - (firstPanel * PackedWeights.Panel);
        var firstColumn = ((group + 1) * geometry.GroupOutputChannels) - columns;
        var call = Call(arguments, scratch, chunk, group, firstPanel);
        var tile = new TileArguments { Output = &output, FirstRow = chunk.FirstPixel };
        var line = call.Input;
        var tilesOfLine = (chunk.Width + DotProductCode.MostRows - 1) / DotProductCode.MostRows;

        // The weights of the panels that follow come from memory meanwhile, an equal share with each tile of the first chunk.
        var next = (byte*)call.Weights + (panels * call.PanelBytes);
        var nextBytes = Math.Min(panels, Math.Max(0, PackedWeights.Panels(geometry) - firstPanel - panels)) * call.PanelBytes;
        var share = (nextBytes / (chunk.Lines * tilesOfLine)) + CacheLine;
        if (chunk.FirstPixel > 0 || share > MostPrefetched)
        {
            nextBytes = 0;
        }

        for (var y = 0; y < chunk.Lines; y++, line += chunk.LineStep)
        {
            call.Input = line;
            var left = chunk.Width;
            for (var tiles = tilesOfLine; tiles > 0; tiles--)
            {
                var rows = (left + tiles - 1) / tiles;
                for (var end = Math.Min(share, nextBytes); end > 0; end -= CacheLine, nextBytes -= CacheLine, next += CacheLine)
                {
                    Sse.Prefetch1(next);
                }

                if (tile.ValidRows + rows > BlockRows)
                {
                    Store<TStore>(arguments, scratch.Sums, ref tile, firstColumn, columns, panels);
                }

                call.Sums = scratch.Sums + (tile.ValidRows * PackedWeights.Panel);
                DotProductCode.Run(&call, rows, panels);
                tile.ValidRows += rows;
                left -= rows;
                call.Input += rows * chunk.RowStep;
            }
        }

        Store<TStore>(arguments, scratch.Sums, ref tile, firstColumn, columns, panels);
    }

    /// <summary>What tiles of some panels have in common.</summary>
    private static DotProductCall Call(in ConvolutionArguments arguments, in Scratch scratch, in Chunk chunk, int group, int firstPanel)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var firstColumn = (group * geometry.GroupOutputChannels) + (firstPanel * PackedWeights.Panel);
        var blocks = PackedWeights.Blocks(geometry);
        var taps = PackedWeights.ConvolutionTaps(geometry);
        var panelBytes = (long)taps * blocks * PackedWeights.BlockBytes;
        return new DotProductCall
        {
            Input = chunk.Input + (group * geometry.GroupInputChannels),
            RowStep = chunk.RowStep,
            TapOffsets = scratch.TapOffsets,
            Taps = taps,
            TapBytes = (long)blocks * PackedWeights.Depth,
            Weights = arguments.Weights + (((group * PackedWeights.Panels(geometry)) + firstPanel) * panelBytes),
            PanelBytes = panelBytes,
            Bias = arguments.Bias == null ? scratch.NoBias : arguments.Bias + firstColumn,
            SumsStep = PanelSums * sizeof(int),
            Multipliers = arguments.Multipliers + firstColumn,
        };
    }

    /// <summary>One or two panels of a group for all positions of a chunk, requantized in registers.</summary>
    private static void RunPanelsToBytes(in ConvolutionArguments arguments, in Scratch scratch, in Chunk chunk, int group, int firstPanel, int panels)
    {
        var firstColumn = (group * arguments.Geometry.GroupOutputChannels) + (firstPanel * PackedWeights.Panel);
        ref readonly var output = ref arguments.Output;
        var columns = Math.Min(panels * PackedWeights.Panel, ((group + 1) * arguments.Geometry.GroupOutputChannels) - firstColumn);
        var tiles = (chunk.Width + DotProductCode.MostRows - 1) / DotProductCode.MostRows;
        var rows = (chunk.Width + tiles - 1) / tiles;
        var call = Call(arguments, scratch, chunk, group, firstPanel);
        call.Rows = chunk.Width;
        call.TargetStep = output.RowStride;
        call.Mask = (1L << columns) - 1;
        call.Store = scratch.Store;
        call.Target = output.Bytes + (chunk.FirstPixel * output.RowStride) + firstColumn;
        // The weights of the panels that follow come meanwhile, unless they are near already.
        var next = (byte*)call.Weights + (panels * call.PanelBytes);
        var followed = firstPanel + panels < PackedWeights.Panels(arguments.Geometry);
        var nextBytes = followed && (chunk.FirstPixel == 0 || HasFarWeights(arguments.Geometry)) ? panels * call.PanelBytes : 0;
        for (var y = 0; y < chunk.Lines; y++)
        {
            var asked = y * tiles * call.PanelBytes;
            call.Next = next + asked;
            call.NextStep = asked < nextBytes ? CacheLine : 0;
            DotProductCode.RunToBytes(&call, rows, panels);
            call.Input += chunk.LineStep;
            call.Target += chunk.Width * (long)output.RowStride;
        }
    }

    /// <summary>Adds the residual to some columns of a chunk's bytes, sixty-four at a time.</summary>
    private static void AddResidual(in OutputStage output, in Chunk chunk, int firstColumn, int columns)
    {
        long rows = chunk.Lines * chunk.Width;
        var position = (chunk.FirstPixel * output.RowStride) + firstColumn;
        var count = (long)columns;
        if (KernelChecks.RowStride(columns) == output.RowStride)
        {
            // Whole rows are one.
            count = rows * output.RowStride;
            rows = 1;
        }

        for (var row = 0; row < rows; row++, position += output.RowStride)
        {
            QuantizedAddition512.Add(output.Addition, output.Bytes + position, output.Residual + position, output.Bytes + position, count);
        }
    }

    /// <summary>Stores the sums of some positions, panel by panel, and goes on behind them.</summary>
    private static void Store<TStore>(in ConvolutionArguments arguments, int* sums, ref TileArguments tile, int firstColumn, int columns, int panels)
        where TStore : struct, ITileStore
    {
        for (var panel = 0; panel < panels; panel++)
        {
            var column = panel * PackedWeights.Panel;
            tile.Sums = sums + (panel * PanelSums);
            tile.FirstColumn = firstColumn + column;
            tile.ValidColumns = Math.Min(PackedWeights.Panel, columns - column);
            tile.Multipliers = arguments.Multipliers + tile.FirstColumn;
            TStore.Store(tile);
        }

        tile.FirstRow += tile.ValidRows;
        tile.ValidRows = 0;
    }
}
