using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Quantized max pooling with channels across the lanes; portable vectors, whatever their width in hardware.</summary>
/// <remarks>
/// Whole vectors are stored wherever they stay within the output: what one writes behind its position is overwritten by the next, and the last
/// vector of many channels ends where they do.
/// </remarks>
internal static unsafe class MaxPoolingVector
{
    /// <summary>Max pooling, 32 channels at a time, or 16 where there are no more.</summary>
    internal static void Run(in PoolingArguments arguments)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var stride = KernelChecks.RowStride(geometry.Channels);
        var end = arguments.Output + ((long)geometry.OutputPixels * stride);
        for (var line = 0; line < geometry.OutputPixels; line += geometry.OutputWidth)
        {
            var output = arguments.Output + ((long)line * stride);
            if (stride <= Vector128<byte>.Count)
            {
                RunFewChannels(arguments, line, output, end);
            }
            else
            {
                RunLine(arguments, line, output, end);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFewChannels(in PoolingArguments arguments, int firstPixel, byte* output, byte* end)
    {
        var channels = arguments.Geometry.Channels;
        var stride = KernelChecks.RowStride(channels);
        var window = new PoolingWindow(arguments.Geometry, firstPixel);
        for (var x = 0; x < arguments.Geometry.OutputWidth; x++, output += stride)
        {
            window = window.At(arguments.Geometry, x);
            var greatest = Vector128<byte>.Zero;
            var line = arguments.Input + window.Start;
            for (var row = 0; row < window.Rows; row++, line += window.RowStep)
            {
                var position = line;
                for (var column = 0; column < window.Columns; column++, position += window.ColumnStep)
                {
                    greatest = Vector128.Max(greatest, Vector128.Load(position));
                }
            }

            if (end - output >= Vector128<byte>.Count)
            {
                greatest.Store(output);
            }
            else
            {
                PartialBytes.Store(greatest, output, channels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunLine(in PoolingArguments arguments, int firstPixel, byte* output, byte* end)
    {
        var channels = arguments.Geometry.Channels;
        var stride = KernelChecks.RowStride(channels);
        var lastVector = Math.Max(0, channels - Vector256<byte>.Count);
        var window = new PoolingWindow(arguments.Geometry, firstPixel);
        for (var x = 0; x < arguments.Geometry.OutputWidth; x++, output += stride)
        {
            window = window.At(arguments.Geometry, x);
            for (var first = 0; first < channels; first += Vector256<byte>.Count)
            {
                var channel = Math.Min(first, lastVector);
                var greatest = Vector256<byte>.Zero;
                var line = arguments.Input + window.Start + channel;
                for (var row = 0; row < window.Rows; row++, line += window.RowStep)
                {
                    var position = line;
                    for (var column = 0; column < window.Columns; column++, position += window.ColumnStep)
                    {
                        greatest = Vector256.Max(greatest, Vector256.Load(position));
                    }
                }

                if (end - (output + channel) >= Vector256<byte>.Count)
                {
                    greatest.Store(output + channel);
                }
                else
                {
                    PartialBytes.Store(greatest, output + channel, channels - channel);
                }
            }
        }
    }
}
