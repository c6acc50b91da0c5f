using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The conversions between float rows and 8-bit rows, sixteen values at a time; portable vectors.</summary>
internal static unsafe class QuantizationVector
{
    /// <summary>Quantizes rows.</summary>
    internal static void Quantize(in QuantizationArguments arguments)
    {
        QuantizeRows(arguments.Floats, arguments.Bytes, (long)arguments.Batch * arguments.Rows, arguments.Columns, arguments.Scale, arguments.ZeroPoint);
    }

    /// <summary>Dequantizes rows.</summary>
    internal static void Dequantize(in QuantizationArguments arguments)
    {
        var (rows, columns, stride) = Flatten((long)arguments.Batch * arguments.Rows, arguments.Columns);
        var quantizer = new VectorQuantizer(arguments.Scale, arguments.ZeroPoint);
        var row = 0L;
        for (var whole = WholeRows(rows, columns, stride); row < whole; row++)
        {
            for (var column = 0L; column < columns; column += Vector128<byte>.Count)
            {
                var (first, second) = VectorQuantization.Unpack(Vector128.Load(arguments.Bytes + (row * stride) + column));
                quantizer.Dequantize(first).Store(arguments.Floats + (row * columns) + column);
                quantizer.Dequantize(second).Store(arguments.Floats + (row * columns) + column + 8);
            }
        }

        for (; row < rows; row++)
        {
            DequantizeRow(arguments.Bytes + (row * stride), arguments.Floats + (row * columns), columns, arguments.Scale, arguments.ZeroPoint);
        }
    }

    /// <summary>Quantizes rows, those of the bytes padded to a multiple of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void QuantizeRows(float* floats, byte* bytes, long rows, long columns, float scale, int zeroPoint)
    {
        (rows, columns, var stride) = Flatten(rows, columns);
        var quantizer = new VectorQuantizer(scale, zeroPoint);
        var row = 0L;
        if (columns == 1)
        {
            // A row's byte and its padding are a 32-bit integer.
            for (; row <= rows - Vector256<int>.Count - 1; row += Vector256<int>.Count)
            {
                quantizer.Quantize(floats + row).Store((int*)bytes + row);
            }
        }

        for (var whole = WholeRows(rows, columns, stride); row < whole; row++)
        {
            for (var column = 0L; column < columns; column += Vector128<byte>.Count)
            {
                var source = floats + (row * columns) + column;
                VectorQuantization.Pack(quantizer.Quantize(source), quantizer.Quantize(source + 8)).Store(bytes + (row * stride) + column);
            }
        }

        for (; row < rows; row++)
        {
            QuantizeRow(floats + (row * columns), bytes + (row * stride), columns, scale, zeroPoint);
        }
    }

    /// <summary>Rows without padding are one long row.</summary>
    private static (long Rows, long Columns, long Stride) Flatten(long rows, long columns)
    {
        var stride = (columns + 3) & -4;
        return stride == columns ? (1, rows * columns, rows * columns) : (rows, columns, stride);
    }

    /// <summary>
    /// Rows that may be read and written in whole vectors: what goes beyond a row belongs to the next ones, which come later. One long row is none.
    /// </summary>
    private static long WholeRows(long rows, long columns, long stride)
    {
        const int Vector = 16;
        if (columns == 0 || rows == 1)
        {
            return 0;
        }

        var beyond = ((columns + Vector - 1) / Vector * Vector) - columns;
        // The floats of the rows behind hold as many values; the bytes, padding included, hold more.
        return Math.Max(0, rows - ((beyond + columns - 1) / columns));
    }

    /// <summary>Quantizes contiguous values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void QuantizeRow(float* floats, byte* bytes, long count, float scale, int zeroPoint)
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
