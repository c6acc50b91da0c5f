using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>
/// A quantized convolution by the machine code of <see cref="DotProductCode"/>: the nest of <see cref="ConvolutionLoop{TTile}"/> with several
/// panels at a time, and the positions divided evenly into tiles.
/// </summary>
internal static unsafe class DotProductLoop
{
    /// <summary>Row pointers of a chunk, at most (and at least one tile): half of a 32 KiB cache.</summary>
    private const int PointersPerChunk = 2048;

    private const int TilesPerChunk = 32;

    /// <summary>Panels of a tile: two share each input that is loaded.</summary>
    private const int PanelsPerTile = 2;

    /// <summary>Panels of a tile of few positions, whose sums would otherwise wait for each other.</summary>
    private const int PanelsPerLowTile = 4;

    private const int LowTile = 2;
    private const int LargestTile = DotProductCode.MostRows * PanelsPerTile * PackedWeights.Panel * sizeof(int);
    private const int NoBiasBytes = DotProductCode.MostPanels * PackedWeights.Panel * sizeof(int);

    /// <summary>Computes the whole convolution.</summary>
    internal static void Run(in ConvolutionArguments arguments)
    {
        if (arguments.Output.Dynamic.IsUsed)
        {
            Run<DynamicTileStore>(arguments);
        }
        else if (arguments.Output.Floats != null)
        {
            Run<FloatTileStore>(arguments);
        }
        else
        {
            Run<ByteTileStore512>(arguments);
        }
    }

    private static void Run<TStore>(in ConvolutionArguments arguments)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var pixels = geometry.OutputPixels;
        var tiles = (pixels + DotProductCode.MostRows - 1) / DotProductCode.MostRows;
        var tileRows = (pixels + tiles - 1) / tiles;
        var pointersPerTile = (long)geometry.Taps * tileRows;
        var chunk = (int)Math.Clamp(PointersPerChunk / pointersPerTile, 1, TilesPerChunk) * tileRows;
        var paddingBytes = KernelChecks.RoundUp(PackedWeights.Blocks(geometry) * PackedWeights.Depth, 64);
        var pointers = chunk / tileRows * pointersPerTile;
        var sums = (int*)KernelScratch.Reserve(LargestTile + NoBiasBytes + paddingBytes + (pointers * sizeof(byte*)));
        var noBias = (byte*)sums + LargestTile;
        Unsafe.InitBlockUnaligned(noBias, 0, NoBiasBytes);
        var padding = noBias + NoBiasBytes;
        Unsafe.InitBlockUnaligned(padding, (byte)arguments.InputZeroPoint, (uint)paddingBytes);
        var rows = (byte**)(padding + paddingBytes);

        for (var group = 0; group < geometry.Groups; group++)
        {
            for (var first = 0; first < pixels; first += chunk)
            {
                var count = Math.Min(chunk, pixels - first);
                ConvolutionRows.Fill(arguments, rows, tileRows, first, count, group * geometry.GroupInputChannels, padding);
                RunChunk<TStore>(arguments, new Chunk(rows, sums, (int*)noBias, tileRows, group, first, count));
            }
        }
    }

    private static void RunChunk<TStore>(in ConvolutionArguments arguments, in Chunk chunk)
        where TStore : struct, ITileStore
    {
        var panels = PackedWeights.Panels(arguments.Geometry);
        var most = chunk.TileRows <= LowTile ? PanelsPerLowTile : PanelsPerTile;
        for (var panel = 0; panel < panels;)
        {
            var count = Math.Min(most, panels - panel);
            count = DotProductCode.HasTile(chunk.TileRows, count) ? count : PanelsPerTile;
            RunPanels<TStore>(arguments, chunk, panel, count);
            panel += count;
        }
    }

    /// <summary>Some panels for all positions of a chunk.</summary>
    private static void RunPanels<TStore>(in ConvolutionArguments arguments, in Chunk chunk, int firstPanel, int panels)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var output = arguments.Output;
        var column = firstPanel * PackedWeights.Panel;
        var groupColumn = chunk.Group * geometry.GroupOutputChannels;
        var blocks = PackedWeights.Blocks(geometry);
        var panelBytes = (long)geometry.Taps * blocks * PackedWeights.BlockBytes;
        var call = new DotProductCall
        {
            Rows = chunk.Rows,
            RowsStep = chunk.TileRows * sizeof(byte*),
            Taps = geometry.Taps,
            TapBytes = (long)blocks * PackedWeights.Depth,
            Weights = arguments.Weights + (((chunk.Group * PackedWeights.Panels(geometry)) + firstPanel) * panelBytes),
            PanelBytes = panelBytes,
            Bias = arguments.Bias == null ? chunk.NoBias : arguments.Bias + groupColumn + column,
            Sums = chunk.Sums,
            SumsStep = chunk.TileRows * PackedWeights.Panel * sizeof(int),
        };
        var tile = new TileArguments { Output = &output };
        for (var row = 0; row < chunk.Count; row += chunk.TileRows)
        {
            tile.FirstRow = chunk.First + row;
            tile.ValidRows = Math.Min(chunk.TileRows, chunk.Count - row);
            DotProductCode.Run(&call, tile.ValidRows, panels);
            for (var panel = 0; panel < panels; panel++)
            {
                tile.Sums = chunk.Sums + (panel * chunk.TileRows * PackedWeights.Panel);
                tile.FirstColumn = groupColumn + column + (panel * PackedWeights.Panel);
                tile.ValidColumns = Math.Min(PackedWeights.Panel, geometry.GroupOutputChannels - column - (panel * PackedWeights.Panel));
                tile.Multipliers = arguments.Multipliers + tile.FirstColumn;
                TStore.Store(tile);
            }

            call.Rows += geometry.Taps * chunk.TileRows;
        }
    }

    /// <summary>Output positions whose row pointers are known.</summary>
    /// <param name="rows">The pointers, as <see cref="ConvolutionRows.Fill"/> writes them.</param>
    /// <param name="sums">Room for a tile's sums.</param>
    /// <param name="noBias">Zeros for a tile's panels.</param>
    /// <param name="tileRows">Positions of a tile.</param>
    /// <param name="group">Group of channels.</param>
    /// <param name="first">First position.</param>
    /// <param name="count">Positions.</param>
    private readonly struct Chunk(byte** rows, int* sums, int* noBias, int tileRows, int group, int first, int count)
    {
        internal byte** Rows { get; } = rows;

        internal int* Sums { get; } = sums;

        internal int* NoBias { get; } = noBias;

        internal int TileRows { get; } = tileRows;

        internal int Group { get; } = group;

        internal int First { get; } = first;

        internal int Count { get; } = count;
    }
}
