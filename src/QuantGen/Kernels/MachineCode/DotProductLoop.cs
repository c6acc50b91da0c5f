namespace QuantGen.Kernels;

/// <summary>
/// A quantized convolution by the machine code of <see cref="DotProductCode"/>: output lines in chunks whose input stays in the nearest cache, over each
/// chunk a few panels of weights after the other, over each line tiles of equal size.
/// </summary>
internal static unsafe partial class DotProductLoop
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
