using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The conversions between float rows and 8-bit rows, sixteen values at a time; portable vectors.</summary>
internal static unsafe class QuantizationVector
{
    /// <summary>Quantizes rows.</summary>
    internal static void Quantize(in QuantizationArguments arguments)
    {
        var (rows, columns) = Flatten(arguments);
        for (var row = 0L; row < rows; row++)
        {
            QuantizeRow(
                arguments.Floats + (row * columns), arguments.Bytes + (row * RowStride(columns)), columns, arguments.Scale, arguments.ZeroPoint);
        }
    }

    /// <summary>Dequantizes rows.</summary>
    internal static void Dequantize(in QuantizationArguments arguments)
    {
        var (rows, columns) = Flatten(arguments);
        for (var row = 0L; row < rows; row++)
        {
            DequantizeRow(
                arguments.Bytes + (row * RowStride(columns)), arguments.Floats + (row * columns), columns, arguments.Scale, arguments.ZeroPoint);
        }
    }

    /// <summary>Rows without padding are one long row.</summary>
    private static (long Rows, long Columns) Flatten(in QuantizationArguments arguments)
    {
        var rows = (long)arguments.Batch * arguments.Rows;
        return arguments.Columns % 4 == 0 ? (1, rows * arguments.Columns) : (rows, arguments.Columns);
    }

    private static long RowStride(long columns)
    {
        return (columns + 3) & -4;
    }

    /// <summary>Quantizes contiguous values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void QuantizeRow(float* floats, byte* bytes, long count, float scale, int zeroPoint)
    {
        var quantizer = new VectorQuantizer(scale, zeroPoint);
        var i = 0L;
        for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            VectorQuantization.Pack(quantizer.Quantize(floats + i), quantizer.Quantize(floats + i + 8)).Store(bytes + i);
        }

        if (i < count && count >= Vector128<byte>.Count)
        {
            // Once more up to the end: some values twice, with the same result.
            i = count - Vector128<byte>.Count;
            VectorQuantization.Pack(quantizer.Quantize(floats + i), quantizer.Quantize(floats + i + 8)).Store(bytes + i);
            return;
        }

        for (; i < count; i++)
        {
            bytes[i] = QuantizationReference.Quantize(floats[i], scale, zeroPoint);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DequantizeRow(byte* bytes, float* floats, long count, float scale, int zeroPoint)
    {
        var quantizer = new VectorQuantizer(scale, zeroPoint);
        var i = 0L;
        for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (first, second) = VectorQuantization.Unpack(Vector128.Load(bytes + i));
            quantizer.Dequantize(first).Store(floats + i);
            quantizer.Dequantize(second).Store(floats + i + 8);
        }

        for (; i < count; i++)
        {
            floats[i] = (bytes[i] - zeroPoint) * scale;
        }
    }
}
