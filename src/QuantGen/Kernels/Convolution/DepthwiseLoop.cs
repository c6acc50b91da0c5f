using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// A quantized depthwise convolution, eight positions and 32 channels at a time: the bytes of four taps are interleaved so that each lane of a
/// dot product holds four taps of one channel. The sums leave as two tiles of sixteen channels.
/// </summary>
/// <remarks>Only one output channel per input channel; more of them, which is rare, takes the reference.</remarks>
/// <typeparam name="TDot">The dot product.</typeparam>
internal static unsafe class DepthwiseLoop<TDot>
    where TDot : struct, IDotProduct
{
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
            Run<ByteTileStore>(arguments);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunLines<TStore>(void* context, int item)
        where TStore : struct, ITileStore
    {
        var job = *(ConvolutionJob*)context;
        ref readonly var arguments = ref *job.Arguments;
        var (line, endLine) = ParallelLoop.Part(arguments.Geometry.OutputLines, 1, job.Parts, item);
        var taps = new DepthwiseTaps(arguments);
        var first = line * arguments.Geometry.OutputWidth;
        var count = 0;
        for (; line < endLine; line++)
        {
            var (image, y) = Math.DivRem((int)line, arguments.Geometry.OutputHeight);
            for (var x = 0; x < arguments.Geometry.OutputWidth; x++)
            {
                taps.Find(arguments, count++, image, y, x);
                if (count == DepthwiseTaps.Positions)
                {
                    RunPositions<TStore>(arguments, taps, first, count);
                    first += count;
                    count = 0;
                }
            }
        }

        RunPositions<TStore>(arguments, taps, first, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPositions<TStore>(in ConvolutionArguments arguments, in DepthwiseTaps taps, long first, int count)
        where TStore : struct, ITileStore
    {
        var output = arguments.Output;
        var channels = arguments.Geometry.OutputChannels;
        var groups = PackedWeights.TapGroups(arguments.Geometry);
        var tile = new TileArguments { Output = &output, FirstRow = first, ValidRows = count };
        for (var channel = 0; channel < channels; channel += PackedWeights.DepthwisePanel)
        {
            var weights = arguments.Weights + ((long)channel * groups * PackedWeights.Depth);
            var bias = arguments.Bias == null ? taps.NoBias : arguments.Bias + channel;
            Accumulate(taps.Pointers, channel, weights, bias, groups, count, taps.Sums);
            for (var panel = channel; panel < channels && panel < channel + PackedWeights.DepthwisePanel; panel += PackedWeights.Panel)
            {
                tile.Sums = taps.Sums + ((panel - channel) * DepthwiseTaps.Positions);
                tile.FirstColumn = panel;
                tile.ValidColumns = Math.Min(PackedWeights.Panel, channels - panel);
                tile.Multipliers = arguments.Multipliers + panel;
                TStore.Store(tile);
            }
        }
    }

    /// <summary>The sums of 32 channels for some positions: of the first sixteen, then of the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(byte** taps, int channel, sbyte* weights, int* bias, int groups, int positions, int* sums)
    {
        for (var position = 0; position < positions; position++)
        {
            var sum0 = Load(bias);
            var sum1 = Load(bias + 4);
            var sum2 = Load(bias + 8);
            var sum3 = Load(bias + 12);
            var block = weights;
            for (var group = 0; group < groups; group++)
            {
                var first = Vector256.Load(taps[0] + channel);
                var second = Vector256.Load(taps[1] + channel);
                var third = Vector256.Load(taps[2] + channel);
                var fourth = Vector256.Load(taps[3] + channel);
                var low01 = Avx2.UnpackLow(first, second).AsInt16();
                var high01 = Avx2.UnpackHigh(first, second).AsInt16();
                var low23 = Avx2.UnpackLow(third, fourth).AsInt16();
                var high23 = Avx2.UnpackHigh(third, fourth).AsInt16();
                sum0 = TDot.Add(sum0, Avx2.UnpackLow(low01, low23).AsByte(), Vector256.Load(block));
                sum1 = TDot.Add(sum1, Avx2.UnpackHigh(low01, low23).AsByte(), Vector256.Load(block + 32));
                sum2 = TDot.Add(sum2, Avx2.UnpackLow(high01, high23).AsByte(), Vector256.Load(block + 64));
                sum3 = TDot.Add(sum3, Avx2.UnpackHigh(high01, high23).AsByte(), Vector256.Load(block + 96));
                block += PackedWeights.DepthwiseBlockBytes;
                taps += PackedWeights.Depth;
            }

            Store(sum0, sums);
            Store(sum1, sums + 4);
            Store(sum2, sums + 8);
            Store(sum3, sums + 12);
            sums += PackedWeights.Panel;
        }
    }

    /// <summary>
    /// Interleaving works within 128-bit lanes: a vector holds four of the first sixteen channels and four of the others.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(int* channels)
    {
        return Vector256.Create(Vector128.Load(channels), Vector128.Load(channels + PackedWeights.Panel));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> sum, int* channels)
    {
        sum.GetLower().Store(channels);
        sum.GetUpper().Store(channels + (DepthwiseTaps.Positions * PackedWeights.Panel));
    }
}
