using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>
/// A quantized depthwise convolution, up to eight output lines and sixteen channels at a time: their input is interleaved once, by four pixels, and read by
/// every output that it is part of, with weights that are shifted to where the output begins in a quad.
/// </summary>
/// <remarks>Only one output channel per input channel; more of them, which is rare, takes the reference.</remarks>
/// <typeparam name="TTile">The inner kernel.</typeparam>
/// <typeparam name="TBytes">How sums become bytes.</typeparam>
internal static unsafe class DepthwiseLoop<TTile, TBytes>
    where TTile : struct, IDepthwiseTile
    where TBytes : struct, ITileStore
{
    /// <summary>Most output lines of a tile.</summary>
    internal const int MostLines = 8;

    /// <summary>Output columns whose sums are stored together: as many as stay in the nearest cache.</summary>
    private const int BlockColumns = 32;

    /// <summary>Panels whose input is interleaved together: the channels of a cache line.</summary>
    private const int PanelsAtOnce = 4;

    private const int SumsStep = BlockColumns * PackedWeights.Panel * sizeof(int);
    private const int SumsBytes = MostLines * SumsStep;
    private const int NoBiasBytes = PackedWeights.Panel * sizeof(int);

    /// <summary>Computes the whole convolution.</summary>
    internal static void Run(in ConvolutionArguments arguments)
    {
        if (arguments.Geometry.OutputChannels != arguments.Geometry.InputChannels)
        {
            QuantizedDepthwiseConvolutionReference.Run(arguments);
        }
        else if (arguments.Output.Dynamic.IsUsed)
        {
            Run<DynamicTileStore>(arguments);
        }
        else if (arguments.Output.Floats != null)
        {
            Run<FloatTileStore>(arguments);
        }
        else
        {
            Run<TBytes>(arguments);
        }
    }

    private static void Run<TStore>(in ConvolutionArguments arguments)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        fixed (ConvolutionArguments* pinned = &arguments)
        {
            var job = new ConvolutionJob(pinned, ParallelLoop.Parts(geometry.MultiplyAdds, geometry.OutputLines));
            ParallelLoop.Run(job.Parts, &RunLines<TStore>, &job);
        }
    }

    /// <summary>One part of the output's lines, all images together.</summary>
    private static void RunLines<TStore>(void* context, int item)
        where TStore : struct, ITileStore
    {
        var job = *(ConvolutionJob*)context;
        ref readonly var arguments = ref *job.Arguments;
        ref readonly var geometry = ref arguments.Geometry;
        var (line, endLine) = ParallelLoop.Part(geometry.OutputLines, 1, job.Parts, item);
        var scratch = new Scratch(arguments);
        while (line < endLine)
        {
            var (image, y) = Math.DivRem((int)line, geometry.OutputHeight);
            var left = (int)Math.Min(endLine - line, geometry.OutputHeight - y);
            var tiles = (left + MostLines - 1) / MostLines;
            var lines = (left + tiles - 1) / tiles;
            var panels = PackedWeights.DepthwisePanels(geometry);
            for (var first = 0; first < panels; first += PanelsAtOnce)
            {
                var count = Math.Min(PanelsAtOnce, panels - first);
                scratch.Input.Fill(arguments, image, y, lines, first, count, scratch.Quads, scratch.PanelBytes);
                for (var panel = first; panel < first + count; panel++)
                {
                    RunPanel<TStore>(arguments, scratch, panel, scratch.Quads + ((panel - first) * scratch.PanelBytes), line * geometry.OutputWidth, lines);
                }
            }

            line += lines;
        }
    }

    /// <summary>Sixteen channels of some output lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPanel<TStore>(in ConvolutionArguments arguments, in Scratch scratch, int panel, byte* quads, long firstPixel, int lines)
        where TStore : struct, ITileStore
    {
        var channel = panel * PackedWeights.Panel;
        ref readonly var geometry = ref arguments.Geometry;
        var output = arguments.Output;
        var tile = new DepthwiseTile
        {
            LineStep = (long)geometry.StrideHeight * scratch.Input.LineBytes,
            Bias = arguments.Bias == null ? scratch.NoBias : arguments.Bias + channel,
            SumsStep = SumsStep,
        };
        var store = new TileArguments
        {
            Output = &output,
            Multipliers = arguments.Multipliers + channel,
            FirstColumn = channel,
            ValidColumns = Math.Min(PackedWeights.Panel, geometry.OutputChannels - channel),
        };
        for (var block = 0; block < geometry.OutputWidth; block += BlockColumns)
        {
            store.ValidRows = Math.Min(BlockColumns, geometry.OutputWidth - block);
            tile.Sums = scratch.Sums;
            for (var x = block; x < block + store.ValidRows; x++, tile.Sums += PackedWeights.Panel)
            {
                var (quad, shift) = Math.DivRem((uint)(x * geometry.StrideWidth), DepthwiseInput.Quad);
                tile.Input = quads + ((long)quad * PackedWeights.BlockBytes);
                tile.Taps = scratch.Taps((int)shift);
                tile.TapOffsets = scratch.TapOffsets((int)shift);
                tile.Weights = scratch.Weights(panel, (int)shift);
                TTile.Accumulate(&tile, lines);
            }

            for (var line = 0; line < lines; line++)
            {
                store.FirstRow = firstPixel + ((long)line * geometry.OutputWidth) + block;
                store.Sums = scratch.Sums + (line * BlockColumns * PackedWeights.Panel);
                TStore.Store(store);
            }
        }
    }

    /// <summary>The working memory of the calling thread: for each of four shifts the taps' offsets and every panel's weights, then the input.</summary>
    private readonly struct Scratch
    {
        private readonly int _rows;
        private readonly int _mostTaps;
        private readonly long* _offsets;
        private readonly sbyte* _weights;

        internal Scratch(in ConvolutionArguments arguments)
        {
            ref readonly var geometry = ref arguments.Geometry;
            Input = new DepthwiseInput(geometry);
            _rows = geometry.KernelHeight * geometry.WeightTerms;
            _mostTaps = _rows * Input.Quads(DepthwiseInput.Quad - 1);
            var offsetBytes = KernelChecks.RoundUp(DepthwiseInput.Quad * _mostTaps * sizeof(long), 64);
            var panels = PackedWeights.DepthwisePanels(geometry);
            var weightBytes = (long)panels * DepthwiseInput.Quad * _mostTaps * PackedWeights.BlockBytes;
            PanelBytes = (((MostLines - 1) * geometry.StrideHeight) + Input.KernelHeight) * (long)Input.LineBytes;
            Sums = (int*)KernelScratch.Reserve(SumsBytes + NoBiasBytes + offsetBytes + weightBytes + (PanelsAtOnce * PanelBytes));
            NoBias = (int*)((byte*)Sums + SumsBytes);
            _offsets = (long*)((byte*)NoBias + NoBiasBytes);
            _weights = (sbyte*)_offsets + offsetBytes;
            Quads = (byte*)_weights + weightBytes;
            Unsafe.InitBlockUnaligned(NoBias, 0, NoBiasBytes);
            for (var shift = 0; shift < DepthwiseInput.Quad; shift++)
            {
                FillOffsets(geometry, shift);
            }

            for (var panel = 0; panel < panels; panel++)
            {
                ShiftWeights(arguments, panel);
            }
        }

        internal DepthwiseInput Input { get; }

        /// <summary>Sums of a block of columns: line by line, sixteen of each column.</summary>
        internal int* Sums { get; }

        /// <summary>A panel of zeros.</summary>
        internal int* NoBias { get; }

        /// <summary>Bytes between the interleaved input of two panels.</summary>
        internal long PanelBytes { get; }

        /// <summary>The interleaved input.</summary>
        internal byte* Quads { get; }

        internal int Taps(int shift)
        {
            return _rows * Input.Quads(shift);
        }

        internal long* TapOffsets(int shift)
        {
            return _offsets + (shift * _mostTaps);
        }

        internal sbyte* Weights(int panel, int shift)
        {
            return _weights + (((((long)panel * DepthwiseInput.Quad) + shift) * _mostTaps) * PackedWeights.BlockBytes);
        }

        /// <summary>Prepares a panel's weights for each shift that the stride leads to.</summary>
        private void ShiftWeights(in ConvolutionArguments arguments, int panel)
        {
            ref readonly var geometry = ref arguments.Geometry;
            var packed = arguments.Weights + ((long)panel * PackedWeights.TapGroups(geometry) * PackedWeights.BlockBytes);
            for (var x = 0; x < Math.Min(DepthwiseInput.Quad, geometry.OutputWidth); x++)
            {
                var shift = x * geometry.StrideWidth % DepthwiseInput.Quad;
                Input.ShiftWeights(geometry, packed, shift, Weights(panel, shift));
            }
        }

        private void FillOffsets(in ConvolutionGeometry geometry, int shift)
        {
            var offset = TapOffsets(shift);
            for (var row = 0; row < _rows; row++)
            {
                for (var quad = 0; quad < Input.Quads(shift); quad++)
                {
                    var line = row % geometry.KernelHeight * geometry.DilationHeight;
                    *offset++ = ((long)line * Input.LineBytes) + (quad * PackedWeights.BlockBytes);
                }
            }
        }
    }
}
