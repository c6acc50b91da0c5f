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
        var tiles = Tiles(geometry.OutputPixels);
        var panelGroups = Groups(PackedWeights.Panels(geometry));
        // Few positions, such as the one row of a batch of one, are divided by output channels.
        var byPanels = tiles < panelGroups;
        fixed (ConvolutionArguments* pinned = &arguments)
        {
            var job = new ConvolutionJob(pinned, ParallelLoop.Parts(geometry.MultiplyAdds, byPanels ? panelGroups : tiles), byPanels);
            ParallelLoop.Run(job.Parts, &RunPart<TStore>, &job);
        }
    }

    /// <summary>One part of the positions with all panels, or all positions with one part of the panels.</summary>
    private static void RunPart<TStore>(void* context, int item)
        where TStore : struct, ITileStore
    {
        var job = *(ConvolutionJob*)context;
        ref readonly var arguments = ref *job.Arguments;
        ref readonly var geometry = ref arguments.Geometry;
        var panels = PackedWeights.Panels(geometry);
        var (firstPanel, endPanel) = job.ByPanels ? ParallelLoop.Part(panels, PanelsPerLowTile, job.Parts, item) : (0, panels);
        var (firstPixel, endPixel) = job.ByPanels
            ? (0, geometry.OutputPixels)
            : ParallelLoop.Part(geometry.OutputPixels, DotProductCode.MostRows, job.Parts, item);
        if (firstPixel == endPixel)
        {
            return;
        }

        var scratch = new Scratch(arguments, (int)(endPixel - firstPixel));
        for (var group = 0; group < geometry.Groups; group++)
        {
            for (var first = (int)firstPixel; first < endPixel; first += scratch.Pixels)
            {
                var count = (int)Math.Min(scratch.Pixels, endPixel - first);
                ConvolutionRows.Fill(arguments, scratch.Rows, scratch.TileRows, first, count, group * geometry.GroupInputChannels, scratch.Padding);
                RunChunk<TStore>(arguments, scratch, new Chunk(group, first, count), (int)firstPanel, (int)endPanel);
            }
        }
    }

    private static void RunChunk<TStore>(in ConvolutionArguments arguments, in Scratch scratch, in Chunk chunk, int firstPanel, int endPanel)
        where TStore : struct, ITileStore
    {
        var most = scratch.TileRows <= LowTile ? PanelsPerLowTile : PanelsPerTile;
        for (var panel = firstPanel; panel < endPanel;)
        {
            var count = Math.Min(most, endPanel - panel);
            count = DotProductCode.HasTile(scratch.TileRows, count) ? count : PanelsPerTile;
            RunPanels<TStore>(arguments, scratch, chunk, panel, count);
            panel += count;
        }
    }

    /// <summary>Some panels for all positions of a chunk.</summary>
    private static void RunPanels<TStore>(in ConvolutionArguments arguments, in Scratch scratch, in Chunk chunk, int firstPanel, int panels)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var output = arguments.Output;
        var columns = geometry.GroupOutputChannels - (firstPanel * PackedWeights.Panel);
        var firstColumn = ((chunk.Group + 1) * geometry.GroupOutputChannels) - columns;
        var blocks = PackedWeights.Blocks(geometry);
        var panelBytes = (long)geometry.Taps * blocks * PackedWeights.BlockBytes;
        var call = new DotProductCall
        {
            Rows = scratch.Rows,
            RowsStep = scratch.TileRows * sizeof(byte*),
            Taps = geometry.Taps,
            TapBytes = (long)blocks * PackedWeights.Depth,
            Weights = arguments.Weights + (((chunk.Group * PackedWeights.Panels(geometry)) + firstPanel) * panelBytes),
            PanelBytes = panelBytes,
            Bias = arguments.Bias == null ? scratch.NoBias : arguments.Bias + firstColumn,
            Sums = scratch.Sums,
            SumsStep = scratch.TileRows * PackedWeights.Panel * sizeof(int),
        };
        var tile = new TileArguments { Output = &output };
        for (var row = 0; row < chunk.Count; row += scratch.TileRows)
        {
            tile.FirstRow = chunk.First + row;
            tile.ValidRows = Math.Min(scratch.TileRows, chunk.Count - row);
            DotProductCode.Run(&call, tile.ValidRows, panels);
            for (var panel = 0; panel < panels; panel++)
            {
                var column = panel * PackedWeights.Panel;
                tile.Sums = scratch.Sums + (column * scratch.TileRows);
                tile.FirstColumn = firstColumn + column;
                tile.ValidColumns = Math.Min(PackedWeights.Panel, columns - column);
                tile.Multipliers = arguments.Multipliers + tile.FirstColumn;
                TStore.Store(tile);
            }

            call.Rows += geometry.Taps * scratch.TileRows;
        }
    }

    private static int Tiles(int pixels)
    {
        return (pixels + DotProductCode.MostRows - 1) / DotProductCode.MostRows;
    }

    private static int Groups(int panels)
    {
        return (panels + PanelsPerLowTile - 1) / PanelsPerLowTile;
    }

    /// <summary>Output positions of a group that are computed together.</summary>
    private readonly record struct Chunk(int Group, int First, int Count);

    /// <summary>The working memory of the calling thread.</summary>
    private readonly struct Scratch
    {
        /// <param name="arguments">The convolution.</param>
        /// <param name="pixels">Positions that this thread computes, at least 1.</param>
        internal Scratch(in ConvolutionArguments arguments, int pixels)
        {
            ref readonly var geometry = ref arguments.Geometry;
            var tiles = Tiles(pixels);
            TileRows = (pixels + tiles - 1) / tiles;
            var pointersPerTile = (long)geometry.Taps * TileRows;
            var tilesPerChunk = (int)Math.Clamp(PointersPerChunk / pointersPerTile, 1, TilesPerChunk);
            var paddingBytes = KernelChecks.RoundUp(PackedWeights.Blocks(geometry) * PackedWeights.Depth, 64);
            Sums = (int*)KernelScratch.Reserve(LargestTile + NoBiasBytes + paddingBytes + (tilesPerChunk * pointersPerTile * sizeof(byte*)));
            NoBias = (int*)((byte*)Sums + LargestTile);
            Padding = (byte*)NoBias + NoBiasBytes;
            Rows = (byte**)(Padding + paddingBytes);
            Pixels = tilesPerChunk * TileRows;
            Unsafe.InitBlockUnaligned(NoBias, 0, NoBiasBytes);
            Unsafe.InitBlockUnaligned(Padding, (byte)arguments.InputZeroPoint, (uint)paddingBytes);
        }

        /// <summary>The sums of a tile, panel after panel.</summary>
        internal int* Sums { get; }

        /// <summary>Zeros for a tile's panels.</summary>
        internal int* NoBias { get; }

        /// <summary>A row of zero points.</summary>
        internal byte* Padding { get; }

        /// <summary>The row pointers of a chunk, as <see cref="ConvolutionRows.Fill"/> writes them.</summary>
        internal byte** Rows { get; }

        /// <summary>Positions of a tile.</summary>
        internal int TileRows { get; }

        /// <summary>Positions of a chunk.</summary>
        internal int Pixels { get; }
    }
}
