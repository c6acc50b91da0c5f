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
        nint stride = KernelChecks.RowStride(geometry.Channels);
        var output = arguments.Output;
        var end = output + (geometry.OutputPixels * stride);
        for (var image = 0; image < geometry.Batch; image++)
        {
            for (var y = 0; y < geometry.OutputHeight; y++, output += geometry.OutputWidth * stride)
            {
                var window = new PoolingWindow(geometry, image, y);
                if (stride <= Vector128<byte>.Count)
                {
                    RunFewChannels(arguments, window, output, end);
                }
                else
                {
                    RunLine(arguments, window, output, end);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFewChannels(in PoolingArguments arguments, in PoolingWindow window, byte* output, byte* end)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var channels = geometry.Channels;
        nint stride = KernelChecks.RowStride(channels);
        var line = arguments.Input + window.Line;
        var (rows, rowStep, columnStep) = (window.Rows, (nint)window.RowStep, (nint)window.ColumnStep);
        for (var x = 0; x < geometry.OutputWidth; x++, output += stride)
        {
            var (column, columns) = PoolingWindow.ColumnsOf(geometry, x);
            var greatest = Greatest128(line + (column * stride), rows, rowStep, columns, columnStep);
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
    private static void RunLine(in PoolingArguments arguments, in PoolingWindow window, byte* output, byte* end)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var channels = geometry.Channels;
        nint stride = KernelChecks.RowStride(channels);
        var lastVector = Math.Max(0, channels - Vector256<byte>.Count);
        var line = arguments.Input + window.Line;
        var (rows, rowStep, columnStep) = (window.Rows, (nint)window.RowStep, (nint)window.ColumnStep);
        for (var x = 0; x < geometry.OutputWidth; x++, output += stride)
        {
            var (column, columns) = PoolingWindow.ColumnsOf(geometry, x);
            var position = line + (column * stride);
            for (var first = 0; first < channels; first += Vector256<byte>.Count)
            {
                var channel = Math.Min(first, lastVector);
                var greatest = Greatest256(position + channel, rows, rowStep, columns, columnStep);
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

    /// <summary>The greatest bytes of a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Greatest128(byte* line, int rows, nint rowStep, int columns, nint columnStep)
    {
        if (rows == 2 && columns == 2)
        {
            // Most windows are of this size; counting takes longer than comparing.
            var second = line + rowStep;
            return Vector128.Max(
                Vector128.Max(Vector128.Load(line), Vector128.Load(line + columnStep)), Vector128.Max(Vector128.Load(second), Vector128.Load(second + columnStep)));
        }

        var greatest = Vector128<byte>.Zero;
        for (var row = 0; row < rows; row++, line += rowStep)
        {
            var position = line;
            for (var column = 0; column < columns; column++, position += columnStep)
            {
                greatest = Vector128.Max(greatest, Vector128.Load(position));
            }
        }

        return greatest;
    }

    /// <summary>The greatest bytes of a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Greatest256(byte* line, int rows, nint rowStep, int columns, nint columnStep)
    {
        if (rows == 2 && columns == 2)
        {
            // Most windows are of this size; counting takes longer than comparing.
            var second = line + rowStep;
            return Vector256.Max(
                Vector256.Max(Vector256.Load(line), Vector256.Load(line + columnStep)), Vector256.Max(Vector256.Load(second), Vector256.Load(second + columnStep)));
        }

        var greatest = Vector256<byte>.Zero;
        for (var row = 0; row < rows; row++, line += rowStep)
        {
            var position = line;
            for (var column = 0; column < columns; column++, position += columnStep)
            {
                greatest = Vector256.Max(greatest, Vector256.Load(position));
            }
        }

        return greatest;
    }
}
