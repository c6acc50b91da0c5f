using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// A quantized convolution by the machine code of <see cref="DotProductCode"/>: output lines in chunks whose input stays in the nearest cache, over each
/// chunk a few panels of weights after the other, over each line tiles of equal size.
/// </summary>
internal static unsafe class DotProductLoop
{
    /// <summary>Bytes of input that a chunk reads, unless a single line reads more.</summary>
    private const int NearChunkBytes = 32 << 10;

    /// <summary>The same where weights come from afar for every chunk: they weigh more than input that comes from the second cache.</summary>
    private const int FarChunkBytes = 256 << 10;

    /// <summary>Bytes of weights that do not stay in the second cache beside input and output.</summary>
    private const int FarWeightsBytes = 512 << 10;

    private const int CacheLine = 64;

    /// <summary>Bytes to ask for during a tile: of more, the processor fetches what it reads next sooner by itself.</summary>
    private const int MostPrefetched = 32 * CacheLine;

    /// <summary>Panels of a tile: two share each input that is loaded.</summary>
    private const int PanelsPerTile = 2;

    /// <summary>Panels of a tile of few positions, whose sums would otherwise wait for each other.</summary>
    private const int PanelsPerLowTile = 4;

    private const int LowTile = 2;

    /// <summary>Positions whose sums are stored together: tiles are short, and the stores' constants take as long to load as a tile to store.</summary>
    private const int BlockRows = 32;

    private const int PanelSums = BlockRows * PackedWeights.Panel;
    private const int SumsBytes = DotProductCode.MostPanels * PanelSums * sizeof(int);

    private const int NoBiasBytes = DotProductCode.MostPanels * PackedWeights.Panel * sizeof(int);

    /// <summary>Room for <see cref="ByteStoreConstants"/>.</summary>
    private const int StoreBytes = 384;

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
            DotProductSums.Run(arguments);
        }
        else if (DotProductNarrow.Fits(arguments))
        {
            DotProductNarrow.Run(arguments);
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
        if (DotProductRow.Fits(geometry))
        {
            DotProductRow.Run<TStore>(arguments);
            return;
        }

        var lines = Lines(geometry, new ConvolutionLines(geometry));
        var panelGroups = (PackedWeights.Panels(geometry) + PanelsPerLowTile - 1) / PanelsPerLowTile;
        // Few positions, such as the one row of a batch of one, are divided by output channels.
        var byPanels = lines < panelGroups;
        fixed (ConvolutionArguments* pinned = &arguments)
        {
            var job = new ConvolutionJob(pinned, ParallelLoop.Parts(geometry.MultiplyAdds, byPanels ? panelGroups : lines), byPanels);
            ParallelLoop.Run(job.Parts, &RunPart<TStore>, &job);
        }
    }

    /// <summary>What is divided among threads: output lines, or tiles where all positions are one line.</summary>
    private static int Lines(in ConvolutionGeometry geometry, in ConvolutionLines input)
    {
        return input.IsFlat ? (geometry.OutputPixels + DotProductCode.MostRows - 1) / DotProductCode.MostRows : geometry.OutputLines;
    }

    private static bool HasFarWeights(in ConvolutionGeometry geometry)
    {
        return PackedWeights.ConvolutionLength(geometry) > FarWeightsBytes;
    }

    private static int ChunkBytes(in ConvolutionGeometry geometry)
    {
        return HasFarWeights(geometry) ? FarChunkBytes : NearChunkBytes;
    }

    /// <summary>One part of the lines with all panels, or all lines with one part of the panels.</summary>
    private static void RunPart<TStore>(void* context, int item)
        where TStore : struct, ITileStore
    {
        var job = *(ConvolutionJob*)context;
        ref readonly var arguments = ref *job.Arguments;
        var input = new ConvolutionLines(arguments.Geometry);
        var panels = PackedWeights.Panels(arguments.Geometry);
        var lines = Lines(arguments.Geometry, input);
        var (firstPanel, endPanel) = job.ByPanels ? ParallelLoop.Part(panels, PanelsPerLowTile, job.Parts, item) : (0, panels);
        var (firstLine, endLine) = job.ByPanels ? (0, lines) : ParallelLoop.Part(lines, 1, job.Parts, item);
        if (firstLine == endLine || firstPanel == endPanel)
        {
            return;
        }

        var scratch = new Scratch(arguments, input);
        if (input.IsFlat)
        {
            RunFlat<TStore>(arguments, input, scratch, (int)firstLine, (int)endLine, (int)firstPanel, (int)endPanel);
        }
        else
        {
            RunLines<TStore>(arguments, input, scratch, (int)firstLine, (int)endLine, (int)firstPanel, (int)endPanel);
        }
    }

    /// <summary>Positions that are all one line, from a tile on.</summary>
    private static void RunFlat<TStore>(
        in ConvolutionArguments arguments, in ConvolutionLines input, in Scratch scratch, int firstTile, int endTile, int firstPanel, int endPanel)
        where TStore : struct, ITileStore
    {
        var rowStep = input.RowStep(arguments.Geometry);
        var tiles = (int)Math.Max(1, ChunkBytes(arguments.Geometry) / (rowStep * DotProductCode.MostRows));
        var end = Math.Min(endTile * DotProductCode.MostRows, arguments.Geometry.OutputPixels);
        for (var first = firstTile * DotProductCode.MostRows; first < end; first += tiles * DotProductCode.MostRows)
        {
            var width = Math.Min(tiles * DotProductCode.MostRows, end - first);
            var chunk = new Chunk(first, 1, width, arguments.Input + (first * rowStep), 0, rowStep);
            RunChunk<TStore>(arguments, scratch, chunk, firstPanel, endPanel);
        }
    }

    private static void RunLines<TStore>(
        in ConvolutionArguments arguments, in ConvolutionLines input, in Scratch scratch, int firstLine, int endLine, int firstPanel, int endPanel)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        for (var line = firstLine; line < endLine;)
        {
            var (image, y) = Math.DivRem(line, geometry.OutputHeight);
            var count = Math.Min(Math.Min(scratch.Lines, endLine - line), geometry.OutputHeight - y);
            var source = scratch.Copy;
            if (input.IsCopied)
            {
                input.Copy(arguments, image, y, count, source);
            }
            else
            {
                source = input.Line(arguments, image, y);
            }

            var chunk = new Chunk(
                (long)line * geometry.OutputWidth, count, geometry.OutputWidth, source, input.LineBytes * geometry.StrideHeight, input.RowStep(geometry));
            RunChunk<TStore>(arguments, scratch, chunk, firstPanel, endPanel);
            line += count;
        }
    }

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

    /// <summary>Output lines that are computed together, for all groups and panels.</summary>
    /// <param name="firstPixel">First output position.</param>
    /// <param name="lines">How many lines.</param>
    /// <param name="width">Positions of a line.</param>
    /// <param name="input">What the first position reads.</param>
    /// <param name="lineStep">Bytes between what two lines read.</param>
    /// <param name="rowStep">Bytes between what two positions of a line read.</param>
    private readonly struct Chunk(long firstPixel, int lines, int width, byte* input, long lineStep, long rowStep)
    {
        internal long FirstPixel { get; } = firstPixel;

        internal int Lines { get; } = lines;

        internal int Width { get; } = width;

        internal byte* Input { get; } = input;

        internal long LineStep { get; } = lineStep;

        internal long RowStep { get; } = rowStep;
    }

    /// <summary>The working memory of the calling thread.</summary>
    private readonly struct Scratch
    {
        internal Scratch(in ConvolutionArguments arguments, in ConvolutionLines input)
        {
            ref readonly var geometry = ref arguments.Geometry;
            Lines = (int)Math.Clamp(ChunkBytes(geometry) / (input.LineBytes * geometry.StrideHeight), 1, geometry.OutputHeight);
            var copiedLines = input.IsCopied ? ((Lines - 1) * geometry.StrideHeight) + input.KernelHeight : 0;
            var tapBytes = KernelChecks.RoundUp(PackedWeights.ConvolutionTaps(geometry) * sizeof(long), 64);
            Sums = (int*)KernelScratch.Reserve(SumsBytes + NoBiasBytes + StoreBytes + tapBytes + (copiedLines * input.LineBytes) + ConvolutionLines.Slack);
            NoBias = (int*)((byte*)Sums + SumsBytes);
            Store = (ByteStoreConstants*)((byte*)NoBias + NoBiasBytes);
            TapOffsets = (long*)((byte*)Store + StoreBytes);
            Copy = (byte*)TapOffsets + tapBytes;
            if (arguments.Bias == null)
            {
                new Span<byte>(NoBias, NoBiasBytes).Clear();
            }

            CanStore = ByteStoreConstants.CanStore(arguments, PackedWeights.ConvolutionChannels(geometry));
            *Store = new ByteStoreConstants(arguments.Output);
            input.FillTaps(geometry, TapOffsets);
        }

        /// <summary>The sums of a block of positions, panel after panel.</summary>
        internal int* Sums { get; }

        /// <summary>Zeros for a tile's panels.</summary>
        internal int* NoBias { get; }

        /// <summary>How sums become bytes.</summary>
        internal ByteStoreConstants* Store { get; }

        /// <summary>Whether the machine code stores bytes.</summary>
        internal bool CanStore { get; }

        /// <summary>Where each tap lies.</summary>
        internal long* TapOffsets { get; }

        /// <summary>Room for the input lines of a chunk, where they are copied.</summary>
        internal byte* Copy { get; }

        /// <summary>Output lines of a chunk.</summary>
        internal int Lines { get; }
    }
}
