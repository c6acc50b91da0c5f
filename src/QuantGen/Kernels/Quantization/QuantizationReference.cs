namespace QuantGen.Kernels;

/// <summary>The definition of the conversions between float and 8 bits: one value at a time.</summary>
internal static unsafe class QuantizationReference
{
    /// <summary>Quantizes rows.</summary>
    internal static void Quantize(in QuantizationArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Columns);
        for (var row = 0L; row < (long)arguments.Batch * arguments.Rows; row++)
        {
            for (var column = 0; column < arguments.Columns; column++)
            {
                arguments.Bytes[(row * stride) + column] = Quantize(
                    arguments.Floats[(row * arguments.Columns) + column], arguments.Scale, arguments.ZeroPoint);
            }
        }
    }

    /// <summary>Quantizes <c>[batch, columns, rows]</c> to <c>[batch, rows, columns]</c>.</summary>
    internal static void QuantizeToChannelsLast(in QuantizationArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Columns);
        for (var row = 0L; row < (long)arguments.Batch * arguments.Rows; row++)
        {
            for (var column = 0; column < arguments.Columns; column++)
            {
                arguments.Bytes[(row * stride) + column] = Quantize(
                    arguments.Floats[Transposed(arguments, row, column)], arguments.Scale, arguments.ZeroPoint);
            }
        }
    }

    /// <summary>Dequantizes rows.</summary>
    internal static void Dequantize(in QuantizationArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Columns);
        for (var row = 0L; row < (long)arguments.Batch * arguments.Rows; row++)
        {
            for (var column = 0; column < arguments.Columns; column++)
            {
                arguments.Floats[(row * arguments.Columns) + column] =
                    (arguments.Bytes[(row * stride) + column] - arguments.ZeroPoint) * arguments.Scale;
            }
        }
    }

    /// <summary>Dequantizes <c>[batch, rows, columns]</c> to <c>[batch, columns, rows]</c>.</summary>
    internal static void DequantizeFromChannelsLast(in QuantizationArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Columns);
        for (var row = 0L; row < (long)arguments.Batch * arguments.Rows; row++)
        {
            for (var column = 0; column < arguments.Columns; column++)
            {
                arguments.Floats[Transposed(arguments, row, column)] =
                    (arguments.Bytes[(row * stride) + column] - arguments.ZeroPoint) * arguments.Scale;
            }
        }
    }

    /// <summary>One value: NaN becomes the zero point, what is out of range saturates. The clamp comes before the conversion.</summary>
    internal static byte Quantize(float value, float scale, int zeroPoint)
    {
        var steps = value / scale;
        if (float.IsNaN(steps))
        {
            return (byte)zeroPoint;
        }

        var clamped = MathF.Min(MathF.Max(steps, -zeroPoint), 255 - zeroPoint);
        return (byte)((int)MathF.Round(clamped) + zeroPoint);
    }

    private static long Transposed(in QuantizationArguments arguments, long row, int column)
    {
        var (item, position) = Math.DivRem(row, arguments.Rows);
        return (((item * arguments.Columns) + column) * arguments.Rows) + position;
    }
}
