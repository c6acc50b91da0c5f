using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Quantized pooling with channels across the lanes; portable vectors, whatever their width in hardware.</summary>
internal static unsafe class QuantizedPoolingVector
{
    /// <summary>Average pooling, 16 channels at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Average(in PoolingArguments arguments)
    {
        var channels = arguments.Geometry.Channels;
        var requantization = new VectorRequantization(arguments.Requantization);
        var output = arguments.Output;
        for (var pixel = 0; pixel < arguments.Geometry.OutputPixels; pixel++)
        {
            var window = new PoolingWindow(arguments.Geometry, pixel);
            var zeroPoints = Vector256.Create(window.Count * arguments.InputZeroPoint);
            var multiplier = Vector256.Create(arguments.Multiplier(window));
            for (var channel = 0; channel < channels; channel += Vector128<byte>.Count)
            {
                var (first, second) = Sum(arguments.Input + window.Start + channel, window);
                var bytes = requantization.Apply(
                    Vector256.ConvertToSingle(first - zeroPoints) * multiplier, Vector256.ConvertToSingle(second - zeroPoints) * multiplier);
                var count = channels - channel;
                if (count >= Vector128<byte>.Count)
                {
                    bytes.Store(output + channel);
                }
                else
                {
                    PartialBytes.Store(bytes, output + channel, count);
                }
            }

            output += KernelChecks.RowStride(channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (Vector256<int> First, Vector256<int> Second) Sum(byte* line, in PoolingWindow window)
    {
        var first = Vector256<int>.Zero;
        var second = Vector256<int>.Zero;
        for (var row = 0; row < window.Rows; row++, line += window.RowStep)
        {
            var position = line;
            for (var column = 0; column < window.Columns; column++, position += window.ColumnStep)
            {
                var (low, high) = VectorQuantization.Unpack(Vector128.Load(position));
                first += low;
                second += high;
            }
        }

        return (first, second);
    }
}
