using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// A quantized depthwise convolution by the machine code of <see cref="DotProductCode"/>, sixty-four channels at a time: the input of the output lines that
/// share it is interleaved once, and read line by line with weights that are shifted to where the line begins in a quad.
/// </summary>
/// <remarks>Where panels are missing at the end, lanes take other lines. What does not end in bytes goes by <see cref="DepthwiseLoop{TTile, TBytes}"/>.</remarks>
internal static unsafe class DepthwiseBytesLoop
{
    /// <summary>Bytes of four panels' input lines that stay in the nearest cache, beside their weights and output.</summary>
    private const int BlockBytes = 16 << 10;

    /// <summary>Computes the whole convolution.</summary>
    internal static void Run(in ConvolutionArguments arguments)
    {
        ref readonly var geometry = ref arguments.Geometry;
        if (geometry.OutputChannels != geometry.InputChannels || arguments.Output.Residual != null
            || !ByteStoreConstants.CanStore(arguments, PackedWeights.DepthwiseChannels(geometry)))
        {
            DepthwiseLoop<DepthwiseTile512, ByteTileStore512>.Run(arguments);
            return;
        }

        var shape = new Shape(geometry);
        fixed (ConvolutionArguments* pinned = &arguments)
        {
            // Small images of many channels are divided by channels.
            var byPanels = shape.Blocks < shape.PanelGroups;
            var job = new ConvolutionJob(pinned, ParallelLoop.Parts(geometry.MultiplyAdds, byPanels ? shape.PanelGroups : shape.Blocks), byPanels);
            ParallelLoop.Run(job.Parts, &RunPart, &job);
        }
    }

    /// <summary>One part of the output's lines with all channels, or all lines with one part of the channels.</summary>
    private static void RunPart(void* context, int item)
    {
        var job = *(ConvolutionJob*)context;
        ref readonly var arguments = ref *job.Arguments;
        var shape = new Shape(arguments.Geometry);
        var (firstGroup, endGroup) = job.ByPanels ? ParallelLoop.Part(shape.PanelGroups, 1, job.Parts, item) : (0, shape.PanelGroups);
        var (firstBlock, endBlock) = job.ByPanels ? (0, shape.Blocks) : ParallelLoop.Part(shape.Blocks, 1, job.Parts, item);
        if (firstGroup == endGroup || firstBlock == endBlock)
        {
            return;
        }

        var scratch = new Scratch(arguments, shape, (int)firstGroup, (int)endGroup);
        for (var block = (int)firstBlock; block < endBlock; block++)
        {
            var (image, blockOfImage) = Math.DivRem(block, shape.BlocksOfImage);
            var firstLine = blockOfImage * shape.BlockLines;
            var endLine = Math.Min(firstLine + shape.BlockLines, arguments.Geometry.OutputHeight);
            for (var group = (int)firstGroup; group < endGroup; group++)
            {
                RunBlock(arguments, shape, scratch, image, firstLine, endLine, group);
            }
        }
    }

    /// <summary>Some lines of four panels, or of what is left of them.</summary>
    private static void RunBlock(
        in ConvolutionArguments arguments, in Shape shape, in Scratch scratch, int image, int firstLine, int endLine, int group)
    {
        ref readonly var geometry = ref arguments.Geometry;
        ref readonly var output = ref arguments.Output;
        var lanes = shape.Lanes(group);
        var packed = scratch.Weights(group);
        var firstPanel = group * DepthwiseLanes.Count;
        var channel = firstPanel * PackedWeights.Panel;
        var channels = Math.Min(lanes.Panels * PackedWeights.Panel, geometry.OutputChannels - channel);
        var call = scratch.Call;
        call.Channels = DepthwiseWeights.Channels(packed);
        if (lanes.LineGroups == 1)
        {
            call.TargetStep = output.RowStride;
            call.Mask = ulong.MaxValue >> (64 - channels);
        }

        var lineBytes = (long)geometry.OutputWidth * output.RowStride;
        var imageTarget = output.Bytes + ((long)image * geometry.OutputHeight * lineBytes) + channel;
        var step = lanes.LineGroups * shape.SharedLines;
        for (; firstLine < endLine; firstLine += step)
        {
            shape.Quads.Fill(arguments, lanes, image, firstLine, firstPanel, scratch.Padding, call.Input);
            var lines = Math.Min(shape.SharedLines, geometry.OutputHeight - firstLine);
            for (var line = 0; line < lines; line++)
            {
                call.Weights = shape.Weights.Line(packed, line);
                var target = imageTarget + ((firstLine + line) * lineBytes);
                if (lanes.LineGroups == 1)
                {
                    call.Target = target;
                    DotProductCode.RunDepthwise(&call, scratch.Code);
                    continue;
                }

                DotProductCode.RunDepthwise(&call, scratch.Code);
                var lane = call.Target;
                for (var y = firstLine + line; y < Math.Min(firstLine + step, geometry.OutputHeight); y += shape.SharedLines)
                {
                    StoreLanes(lane, target, geometry.OutputWidth, output.RowStride, channels);
                    lane += lanes.Panels * PackedWeights.Panel;
                    target += shape.SharedLines * lineBytes;
                }
            }
        }
    }

    /// <summary>The lanes of one line, one or two, to where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StoreLanes(byte* lanes, byte* target, int columns, nint targetStep, int channels)
    {
        var mask = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)channels));
        for (var column = 0; column < columns; column++, lanes += Vector512<byte>.Count, target += targetStep)
        {
            Avx512BW.VL.MaskStore(target, mask, Vector256.Load(lanes));
        }
    }

    /// <summary>How the output is divided.</summary>
    private readonly struct Shape
    {
        private readonly int _panels;

        internal Shape(in ConvolutionGeometry geometry)
        {
            Quads = new DepthwiseQuads(geometry);
            Weights = new DepthwiseWeights(geometry);
            SharedLines = Quads.Input.SharedLines;
            _panels = PackedWeights.DepthwisePanels(geometry);
            PanelGroups = (_panels + DepthwiseLanes.Count - 1) / DepthwiseLanes.Count;
            var step = Lanes(PanelGroups - 1).LineGroups * SharedLines;
            var stepBytes = step * geometry.StrideHeight * geometry.InputWidth * Vector512<byte>.Count;
            BlockLines = Math.Max(1, BlockBytes / stepBytes) * step;
            BlocksOfImage = (geometry.OutputHeight + BlockLines - 1) / BlockLines;
            Blocks = geometry.Batch * BlocksOfImage;
        }

        internal DepthwiseQuads Quads { get; }

        internal DepthwiseWeights Weights { get; }

        /// <summary>Output lines that read the same quads.</summary>
        internal int SharedLines { get; }

        /// <summary>Four panels each, but for the last.</summary>
        internal int PanelGroups { get; }

        /// <summary>Output lines that are computed together: at least those of the last panels' lanes.</summary>
        internal int BlockLines { get; }

        /// <summary>Blocks of lines of an image.</summary>
        internal int BlocksOfImage { get; }

        /// <summary>Blocks of lines of all images.</summary>
        internal int Blocks { get; }

        /// <summary>What the lanes of a group of panels are.</summary>
        internal DepthwiseLanes Lanes(int group)
        {
            return new DepthwiseLanes(_panels - (group * DepthwiseLanes.Count));
        }
    }

    /// <summary>The working memory of the calling thread.</summary>
    private readonly struct Scratch
    {
        private readonly byte* _weights;
        private readonly long _weightsBytes;
        private readonly int _firstGroup;

        internal Scratch(in ConvolutionArguments arguments, in Shape shape, int firstGroup, int endGroup)
        {
            ref readonly var geometry = ref arguments.Geometry;
            var taps = PackedWeights.TapGroups(geometry);
            _firstGroup = firstGroup;
            _weightsBytes = shape.Weights.Bytes;
            var storeBytes = KernelChecks.RoundUp(sizeof(ByteStoreConstants), 64);
            var tapBytes = KernelChecks.RoundUp(taps * sizeof(long), 64);
            var paddingBytes = (shape.Quads.PaddingBytes + 63) & -64;
            var lanesBytes = (long)geometry.OutputWidth * Vector512<byte>.Count;
            var weightBytes = (endGroup - firstGroup) * _weightsBytes;
            var memory = KernelScratch.Reserve(
                DepthwiseBytesCall.WordsBytes + storeBytes + tapBytes + paddingBytes + lanesBytes + weightBytes + shape.Quads.Input.PanelBytes);
            var store = (ByteStoreConstants*)(memory + DepthwiseBytesCall.WordsBytes);
            var tapOffsets = (long*)((byte*)store + storeBytes);
            Padding = (byte*)tapOffsets + tapBytes;
            var lanes = Padding + paddingBytes;
            _weights = lanes + lanesBytes;
            Code = DotProductCode.Depthwise(geometry, DepthwiseTile512.TileColumns(geometry.OutputWidth));
            Call = new DepthwiseBytesCall
            {
                Input = _weights + weightBytes,
                ColumnStep = geometry.StrideWidth * DepthwiseQuads.ColumnBytes,
                TapOffsets = tapOffsets,
                Taps = taps,
                Columns = geometry.OutputWidth,
                Target = lanes,
                TargetStep = Vector512<byte>.Count,
                Mask = ulong.MaxValue,
                Words = memory,
            };
            *store = new ByteStoreConstants(arguments.Output);
            shape.Quads.Input.FillTaps(geometry, tapOffsets);
            new Span<byte>(Padding, checked((int)paddingBytes)).Fill((byte)arguments.InputZeroPoint);
            for (var group = firstGroup; group < endGroup; group++)
            {
                shape.Weights.Pack(arguments, shape.Lanes(group), group * DepthwiseLanes.Count, Weights(group));
            }
        }

        /// <summary>A line of zero points.</summary>
        internal byte* Padding { get; }

        /// <summary>The machine code.</summary>
        internal nint Code { get; }

        /// <summary>
        /// What all lines have in common; its input is where the quads go, its target a line of all lanes, from which they are stored where lanes are several
        /// lines.
        /// </summary>
        internal DepthwiseBytesCall Call { get; }

        /// <summary>What <see cref="DepthwiseWeights"/> packed for a group of panels.</summary>
        internal byte* Weights(int group)
        {
            return _weights + ((group - _firstGroup) * _weightsBytes);
        }
    }
}
