using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>
/// A quantized depthwise convolution, sixteen channels at a time: the input of the output lines that share it is interleaved once, by four pixels of
/// a column, and read by every output that it is part of, with weights that are shifted to where the output begins in a quad.
/// </summary>
/// <remarks>Only one output channel per input channel; more of them, which is rare, takes the reference.</remarks>
/// <typeparam name="TTile">The inner kernel.</typeparam>
/// <typeparam name="TBytes">How sums become bytes.</typeparam>
internal static unsafe class DepthwiseLoop<TTile, TBytes>
    where TTile : struct, IDepthwiseTile
    where TBytes : struct, ITileStore
{
    /// <summary>Output columns whose sums are stored together: as many as stay in the nearest cache.</summary>
    private const int BlockColumns = 64;

    private const int ColumnBytes = PackedWeights.Panel * sizeof(int);

    /// <summary>A store may read the sums of up to three columns more than there are.</summary>
    private const int SumsBytes = (BlockColumns + 3) * ColumnBytes;

    private const int NoBiasBytes = PackedWeights.Panel * sizeof(int);

    private const int PaddingBytes = 64;

    /// <summary>Bytes of interleaved input that stay in the nearest cache until they are read.</summary>
    private const int QuadBytes = 16 << 10;

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
        var groups = LineGroups(geometry, new DepthwiseInput(geometry));
        var panels = PackedWeights.DepthwisePanels(geometry);
        fixed (ConvolutionArguments* pinned = &arguments)
        {
            // Small images of many channels are divided by channels.
            var byPanels = groups < panels;
            var job = new ConvolutionJob(pinned, ParallelLoop.Parts(geometry.MultiplyAdds, byPanels ? panels : groups), byPanels);
            ParallelLoop.Run(job.Parts, &RunPart<TStore>, &job);
        }
    }

    /// <summary>How often all images' output lines, as many as share their input, fit.</summary>
    private static int LineGroups(in ConvolutionGeometry geometry, in DepthwiseInput input)
    {
        return geometry.Batch * GroupsOfImage(geometry, input);
    }

    private static int GroupsOfImage(in ConvolutionGeometry geometry, in DepthwiseInput input)
    {
        return (geometry.OutputHeight + input.SharedLines - 1) / input.SharedLines;
    }

    /// <summary>One part of the output's lines with all channels, or all lines with one part of the channels.</summary>
    private static void RunPart<TStore>(void* context, int item)
        where TStore : struct, ITileStore
    {
        var job = *(ConvolutionJob*)context;
        ref readonly var arguments = ref *job.Arguments;
        ref readonly var geometry = ref arguments.Geometry;
        var input = new DepthwiseInput(geometry);
        var panels = PackedWeights.DepthwisePanels(geometry);
        var groups = LineGroups(geometry, input);
        var (firstPanel, endPanel) = job.ByPanels ? ParallelLoop.Part(panels, 1, job.Parts, item) : (0, panels);
        var (firstGroup, endGroup) = job.ByPanels ? (0, groups) : ParallelLoop.Part(groups, 1, job.Parts, item);
        var scratch = new Scratch(arguments, input, (int)firstPanel, (int)endPanel);
        var groupsOfImage = GroupsOfImage(geometry, input);
        for (var group = (int)firstGroup; group < endGroup; group++)
        {
            var (image, groupOfImage) = Math.DivRem(group, groupsOfImage);
            for (var panel = (int)firstPanel; panel < endPanel; panel += scratch.PanelsAtOnce)
            {
                var count = (int)Math.Min(scratch.PanelsAtOnce, endPanel - panel);
                RunPanels<TStore>(arguments, input, scratch, image, groupOfImage * input.SharedLines, panel, count);
            }
        }
    }

    /// <summary>Some panels of the output lines that share their input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPanels<TStore>(
        in ConvolutionArguments arguments, in DepthwiseInput input, in Scratch scratch, int image, int firstLine, int firstPanel, int panels)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        ref readonly var output = ref arguments.Output;
        var call = scratch.Call;
        input.Fill(arguments, image, firstLine, firstPanel, panels, scratch.Padding, call.Input);
        var lines = Math.Min(input.SharedLines, geometry.OutputHeight - firstLine);
        var firstPixel = (((long)image * geometry.OutputHeight) + firstLine) * geometry.OutputWidth;
        for (var panel = firstPanel; panel < firstPanel + panels; panel++, call.Input += input.PanelBytes)
        {
            var channel = panel * PackedWeights.Panel;
            var columns = Math.Min(PackedWeights.Panel, geometry.OutputChannels - channel);
            call.Bias = arguments.Bias == null ? scratch.NoBias : arguments.Bias + channel;
            var pixel = firstPixel;
            for (var line = 0; line < lines; line++, pixel += geometry.OutputWidth)
            {
                call.Weights = scratch.Weights(panel, line);
                RunLine<TStore>(arguments, call, scratch.Sums, pixel, channel, columns);
            }
        }
    }

    /// <summary>Sixteen channels of an output line.</summary>
    private static void RunLine<TStore>(in ConvolutionArguments arguments, DepthwiseCall call, int* sums, long pixel, int channel, int columns)
        where TStore : struct, ITileStore
    {
        var output = arguments.Output;
        var store = new TileArguments
        {
            Output = &output,
            Multipliers = arguments.Multipliers + channel,
            FirstRow = pixel,
            FirstColumn = channel,
            ValidColumns = columns,
            Sums = sums,
        };
        call.Target = (byte*)sums;
        for (var left = arguments.Geometry.OutputWidth; left > 0; left -= BlockColumns)
        {
            store.ValidRows = Math.Min(BlockColumns, left);
            call.Columns = store.ValidRows;
            TTile.Run(&call, TTile.TileColumns(store.ValidRows));
            TStore.Store(store);
            call.Input += BlockColumns * call.ColumnStep;
            store.FirstRow += BlockColumns;
        }
    }

    /// <summary>The working memory of the calling thread.</summary>
    private readonly struct Scratch
    {
        private readonly sbyte* _packed;
        private readonly sbyte* _shifted;
        private readonly long _panelBytes;
        private readonly int _shifts;
        private readonly int _firstPanel;

        internal Scratch(in ConvolutionArguments arguments, in DepthwiseInput input, int firstPanel, int endPanel)
        {
            ref readonly var geometry = ref arguments.Geometry;
            var taps = PackedWeights.TapGroups(geometry);
            _packed = arguments.Weights;
            _panelBytes = (long)taps * PackedWeights.BlockBytes;
            _shifts = input.SharedLines - 1;
            _firstPanel = firstPanel;
            var tapBytes = KernelChecks.RoundUp(taps * sizeof(long), 64);
            var weightBytes = (endPanel - firstPanel) * _shifts * _panelBytes;
            PanelsAtOnce = (int)Math.Clamp(QuadBytes / input.PanelBytes, 1, endPanel - firstPanel);
            var memory = KernelScratch.Reserve(
                SumsBytes + NoBiasBytes + PaddingBytes + tapBytes + weightBytes + (PanelsAtOnce * input.PanelBytes));
            Sums = (int*)memory;
            NoBias = (int*)(memory + SumsBytes);
            Padding = (byte*)NoBias + NoBiasBytes;
            var tapOffsets = (long*)(Padding + PaddingBytes);
            _shifted = (sbyte*)tapOffsets + tapBytes;
            Call = new DepthwiseCall
            {
                Input = (byte*)_shifted + weightBytes,
                ColumnStep = geometry.StrideWidth * PackedWeights.BlockBytes,
                TapOffsets = tapOffsets,
                Taps = taps,
                TargetStep = ColumnBytes,
            };
            new Span<byte>(NoBias, NoBiasBytes).Clear();
            Unsafe.InitBlockUnaligned(Padding, (byte)arguments.InputZeroPoint, PaddingBytes);
            input.FillTaps(geometry, tapOffsets);
            for (var panel = firstPanel; panel < endPanel; panel++)
            {
                for (var line = 1; line <= _shifts; line++)
                {
                    input.ShiftWeights(geometry, Weights(panel, 0), line, Weights(panel, line));
                }
            }
        }

        /// <summary>Sums of a block of columns, sixteen of each column.</summary>
        internal int* Sums { get; }

        /// <summary>A panel of zeros.</summary>
        internal int* NoBias { get; }

        /// <summary>A panel of zero points.</summary>
        internal byte* Padding { get; }

        /// <summary>Panels whose input is interleaved together.</summary>
        internal int PanelsAtOnce { get; }

        /// <summary>What the lines of all panels have in common; its input is where the interleaved input goes.</summary>
        internal DepthwiseCall Call { get; }

        /// <summary>A panel's weights, as some line of those that share their input reads them.</summary>
        internal sbyte* Weights(int panel, int line)
        {
            return line == 0
                ? _packed + (panel * _panelBytes)
                : _shifted + ((((panel - _firstPanel) * _shifts) + line - 1) * _panelBytes);
        }
    }
}
