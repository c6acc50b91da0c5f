using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>A quantized convolution as tiles: output positions in chunks, over each chunk one panel of weights after the other.</summary>
/// <remarks>
/// A chunk's row pointers are found once and serve every panel; a panel's weights stay in the nearest cache for all tiles of the chunk.
/// Padding is a pointer to a row of zero points, so the inner kernel knows neither strides nor borders.
/// </remarks>
/// <typeparam name="TTile">The inner kernel.</typeparam>
internal static unsafe class ConvolutionLoop<TTile>
    where TTile : struct, IConvolutionTile
{
    /// <summary>Row pointers of a chunk, at most (and at least one tile): half of a 32 KiB cache.</summary>
    private const int PointersPerChunk = 2048;

    private const int TilesPerChunk = 32;
    private const int LargestTile = 8 * PackedWeights.Panel * sizeof(int);
    private const int NoBiasBytes = PackedWeights.Panel * sizeof(int);

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
        else if (arguments.Output.Sums != null)
        {
            Run<SumsTileStore>(arguments);
        }
        else
        {
            Run<ByteTileStore>(arguments);
        }
    }

    private static void Run<TStore>(in ConvolutionArguments arguments)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var tiles = (geometry.OutputPixels + TTile.Rows - 1) / TTile.Rows;
        var panels = PackedWeights.Panels(geometry);
        // Few positions, such as the one row of a batch of one, are divided by output channels.
        var byPanels = tiles < panels;
        fixed (ConvolutionArguments* pinned = &arguments)
        {
            var job = new ConvolutionJob(pinned, ParallelLoop.Parts(geometry.MultiplyAdds, byPanels ? panels : tiles), byPanels);
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
        var (firstPanel, endPanel) = job.ByPanels ? ParallelLoop.Part(panels, 1, job.Parts, item) : (0, panels);
        var (firstPixel, endPixel) = job.ByPanels ? (0, geometry.OutputPixels) : ParallelLoop.Part(geometry.OutputPixels, TTile.Rows, job.Parts, item);

        var scratch = new Scratch(arguments);
        for (var group = 0; group < geometry.Groups; group++)
        {
            for (var first = (int)firstPixel; first < endPixel;)
            {
                var count = (int)Math.Min(scratch.Pixels, endPixel - first);
                if (PackedWeights.MergesColumns(geometry))
                {
                    count = Math.Min(count, PixelsLeft(geometry, first));
                    ConvolutionRows.FillMerged(arguments, scratch.Rows, TTile.Rows, first, count, scratch.Copy);
                }
                else
                {
                    ConvolutionRows.Fill(arguments, scratch.Rows, TTile.Rows, first, count, group * geometry.GroupInputChannels, scratch.Padding);
                }

                var chunk = new Chunk(group, first, count, (int)firstPanel, (int)endPanel);
                RunChunk<TStore>(arguments, scratch, chunk);
                first += count;
            }
        }
    }

    /// <summary>Positions of an image from one of them on.</summary>
    private static int PixelsLeft(in ConvolutionGeometry geometry, int first)
    {
        var pixels = geometry.OutputHeight * geometry.OutputWidth;
        return pixels - (first % pixels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunChunk<TStore>(in ConvolutionArguments arguments, in Scratch scratch, in Chunk chunk)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var output = arguments.Output;
        var groupColumn = chunk.Group * geometry.GroupOutputChannels;
        var tile = new TileArguments
        {
            Taps = PackedWeights.ConvolutionTaps(geometry),
            Blocks = PackedWeights.Blocks(geometry),
            Sums = scratch.Sums,
            Output = &output,
        };
        var panelBytes = (long)tile.Taps * tile.Blocks * PackedWeights.BlockBytes;
        tile.Weights = arguments.Weights + (((chunk.Group * PackedWeights.Panels(geometry)) + chunk.FirstPanel) * panelBytes);
        for (var panel = chunk.FirstPanel; panel < chunk.EndPanel; panel++)
        {
            var column = panel * PackedWeights.Panel;
            tile.Bias = arguments.Bias == null ? scratch.NoBias : arguments.Bias + groupColumn + column;
            tile.Multipliers = arguments.Multipliers + groupColumn + column;
            tile.FirstColumn = groupColumn + column;
            tile.ValidColumns = Math.Min(PackedWeights.Panel, geometry.GroupOutputChannels - column);
            tile.Rows = scratch.Rows;
            for (var row = 0; row < chunk.Count; row += TTile.Rows)
            {
                tile.FirstRow = chunk.First + row;
                tile.ValidRows = Math.Min(TTile.Rows, chunk.Count - row);
                TTile.Accumulate(tile);
                TStore.Store(tile);
                tile.Rows += tile.Taps * TTile.Rows;
            }

            tile.Weights += panelBytes;
        }
    }

    /// <summary>Output positions of a group, and panels of its output channels, that are computed together.</summary>
    private readonly record struct Chunk(int Group, int First, int Count, int FirstPanel, int EndPanel);

    /// <summary>The working memory of the calling thread.</summary>
    private readonly struct Scratch
    {
        internal Scratch(in ConvolutionArguments arguments)
        {
            ref readonly var geometry = ref arguments.Geometry;
            var pointersPerTile = (long)PackedWeights.ConvolutionTaps(geometry) * TTile.Rows;
            var tiles = (int)Math.Clamp(PointersPerChunk / pointersPerTile, 1, TilesPerChunk);
            var paddingBytes = KernelChecks.RoundUp(PackedWeights.Blocks(geometry) * PackedWeights.Depth, 64);
            Pixels = tiles * TTile.Rows;
            var pointerBytes = KernelChecks.RoundUp(tiles * (int)pointersPerTile * sizeof(byte*), 64);
            var copyBytes = PackedWeights.MergesColumns(geometry) ? ConvolutionRows.MergedBytes(geometry, Pixels) : 0;
            Sums = (int*)KernelScratch.Reserve(LargestTile + NoBiasBytes + paddingBytes + pointerBytes + copyBytes);
            NoBias = (int*)((byte*)Sums + LargestTile);
            Padding = (byte*)NoBias + NoBiasBytes;
            Rows = (byte**)(Padding + paddingBytes);
            Copy = (byte*)Rows + pointerBytes;
            Unsafe.InitBlockUnaligned(NoBias, 0, NoBiasBytes);
            Unsafe.InitBlockUnaligned(Padding, (byte)arguments.InputZeroPoint, (uint)paddingBytes);
        }

        /// <summary>The sums of a tile.</summary>
        internal int* Sums { get; }

        /// <summary>A panel of zeros.</summary>
        internal int* NoBias { get; }

        /// <summary>A row of zero points.</summary>
        internal byte* Padding { get; }

        /// <summary>The row pointers of a chunk.</summary>
        internal byte** Rows { get; }

        /// <summary>The input lines of a chunk, where columns are merged.</summary>
        internal byte* Copy { get; }

        /// <summary>Output positions of a chunk.</summary>
        internal int Pixels { get; }
    }
}
