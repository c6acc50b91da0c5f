using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// A quantized depthwise convolution, 32 channels at a time: the bytes of four taps are interleaved so that each lane of a dot product holds
/// four taps of one channel.
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
            return;
        }

        var taps = new DepthwiseTaps(arguments);
        var position = 0L;
        for (var image = 0; image < arguments.Geometry.Batch; image++)
        {
            for (var y = 0; y < arguments.Geometry.OutputHeight; y++)
            {
                for (var x = 0; x < arguments.Geometry.OutputWidth; x++)
                {
                    RunPosition(arguments, taps.Find(arguments, image, y, x), position++);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPosition(in ConvolutionArguments arguments, byte** taps, long position)
    {
        var channels = arguments.Geometry.OutputChannels;
        var groups = PackedWeights.TapGroups(arguments.Geometry);
        var weights = arguments.Weights;
        for (var channel = 0; channel < channels; channel += PackedWeights.DepthwisePanel)
        {
            var sum0 = DepthwiseStore.Load(arguments.Bias + channel);
            var sum1 = DepthwiseStore.Load(arguments.Bias + channel + 4);
            var sum2 = DepthwiseStore.Load(arguments.Bias + channel + 8);
            var sum3 = DepthwiseStore.Load(arguments.Bias + channel + 12);
            for (var group = 0; group < groups; group++)
            {
                var tap = taps + (group * PackedWeights.Depth);
                var first = Vector256.Load(tap[0] + channel);
                var second = Vector256.Load(tap[1] + channel);
                var third = Vector256.Load(tap[2] + channel);
                var fourth = Vector256.Load(tap[3] + channel);
                var low01 = Avx2.UnpackLow(first, second).AsInt16();
                var high01 = Avx2.UnpackHigh(first, second).AsInt16();
                var low23 = Avx2.UnpackLow(third, fourth).AsInt16();
                var high23 = Avx2.UnpackHigh(third, fourth).AsInt16();
                sum0 = TDot.Add(sum0, Avx2.UnpackLow(low01, low23).AsByte(), Vector256.Load(weights));
                sum1 = TDot.Add(sum1, Avx2.UnpackHigh(low01, low23).AsByte(), Vector256.Load(weights + 32));
                sum2 = TDot.Add(sum2, Avx2.UnpackLow(high01, high23).AsByte(), Vector256.Load(weights + 64));
                sum3 = TDot.Add(sum3, Avx2.UnpackHigh(high01, high23).AsByte(), Vector256.Load(weights + 96));
                weights += PackedWeights.DepthwiseBlockBytes;
            }

            DepthwiseStore.Store(arguments, position, channel, sum0, sum1, sum2, sum3);
        }
    }
}
