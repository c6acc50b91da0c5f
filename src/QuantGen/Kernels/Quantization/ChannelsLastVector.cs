using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// The conversions that also change the layout: four channels of eight positions at a time, so that every position takes one 32-bit store (or load).
/// With one, three or four channels, as images have, those stores are one vector.
/// </summary>
internal static unsafe class ChannelsLastVector
{
    private const int Positions = 8;

    /// <summary>Quantizes <c>[batch, columns, rows]</c> to <c>[batch, rows, columns]</c>.</summary>
    internal static void Quantize(in QuantizationArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Columns);
        for (var item = 0L; item < arguments.Batch; item++)
        {
            for (var channel = 0; channel < arguments.Columns; channel += 4)
            {
                var planes = arguments.Floats + (((item * arguments.Columns) + channel) * arguments.Rows);
                var bytes = arguments.Bytes + (item * arguments.Rows * stride) + channel;
                QuantizePlanes(planes, bytes, stride, Math.Min(4, arguments.Columns - channel), arguments);
            }
        }
    }

    /// <summary>Dequantizes <c>[batch, rows, columns]</c> to <c>[batch, columns, rows]</c>.</summary>
    internal static void Dequantize(in QuantizationArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Columns);
        for (var item = 0L; item < arguments.Batch; item++)
        {
            for (var channel = 0; channel < arguments.Columns; channel += 4)
            {
                var planes = arguments.Floats + (((item * arguments.Columns) + channel) * arguments.Rows);
                var bytes = arguments.Bytes + (item * arguments.Rows * stride) + channel;
                DequantizePlanes(planes, bytes, stride, Math.Min(4, arguments.Columns - channel), arguments);
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void QuantizePlanes(float* planes, byte* bytes, int stride, int channels, in QuantizationArguments arguments)
    {
        var quantizer = new VectorQuantizer(arguments.Scale, arguments.ZeroPoint);
        var plane = (long)arguments.Rows;
        var position = 0L;
        for (; position <= arguments.Rows - Positions; position += Positions)
        {
            var pixels = quantizer.Quantize(planes + position);
            for (var channel = 1; channel < channels; channel++)
            {
                pixels |= Vector256.ShiftLeft(quantizer.Quantize(planes + (channel * plane) + position), channel * 8);
            }

            if (stride == sizeof(int))
            {
                pixels.Store((int*)(bytes + (position * sizeof(int))));
            }
            else
            {
                StorePixels(pixels, bytes + (position * stride), stride);
            }
        }

        for (; position < arguments.Rows; position++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                bytes[(position * stride) + channel] = QuantizationReference.Quantize(
                    planes[(channel * plane) + position], arguments.Scale, arguments.ZeroPoint);
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DequantizePlanes(float* planes, byte* bytes, int stride, int channels, in QuantizationArguments arguments)
    {
        var quantizer = new VectorQuantizer(arguments.Scale, arguments.ZeroPoint);
        var plane = (long)arguments.Rows;
        var position = 0L;
        for (; position <= arguments.Rows - Positions; position += Positions)
        {
            var pixels = LoadPixels(bytes + (position * stride), stride);
            for (var channel = 0; channel < channels; channel++)
            {
                var integers = Vector256.ShiftRightLogical(pixels, channel * 8) & Vector256.Create(0xFF);
                quantizer.Dequantize(integers).Store(planes + (channel * plane) + position);
            }
        }

        for (; position < arguments.Rows; position++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                planes[(channel * plane) + position] = (bytes[(position * stride) + channel] - arguments.ZeroPoint) * arguments.Scale;
            }
        }
    }

    [SkipLocalsInit]
    private static void StorePixels(Vector256<int> pixels, byte* target, int stride)
    {
        var values = stackalloc int[Positions];
        pixels.Store(values);
        for (var i = 0; i < Positions; i++)
        {
            *(int*)(target + ((long)i * stride)) = values[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> LoadPixels(byte* source, int stride)
    {
        if (stride == sizeof(int))
        {
            return Vector256.Load((int*)source);
        }

        // Not by way of an array: a wide load of what narrow stores have just written waits for all of them.
        nint step = stride;
        var second = source + (4 * step);
        return Vector256.Create(
            *(int*)source, *(int*)(source + step), *(int*)(source + (2 * step)), *(int*)(source + (3 * step)),
            *(int*)second, *(int*)(second + step), *(int*)(second + (2 * step)), *(int*)(second + (3 * step)));
    }
}
