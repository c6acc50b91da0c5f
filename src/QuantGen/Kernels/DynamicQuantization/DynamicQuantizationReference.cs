namespace QuantGen.Kernels;

/// <summary>The definition of quantization with ranges found while running: one value at a time.</summary>
internal static unsafe class DynamicQuantizationReference
{
    /// <summary>Quantizes every row.</summary>
    internal static void Run(in DynamicQuantizationArguments arguments)
    {
        var columns = arguments.Columns;
        var stride = KernelChecks.RowStride(columns);
        for (var row = 0; row < arguments.Rows; row++)
        {
            var firstLine = (long)row * arguments.Lines;
            var (scale, zeroPoint) = Parameters(arguments.Floats + (firstLine * columns), (long)arguments.Lines * columns);
            arguments.Scales[row] = scale;
            arguments.ZeroPoints[row] = zeroPoint;
            for (var line = firstLine; line < firstLine + arguments.Lines; line++)
            {
                for (var column = 0; column < columns; column++)
                {
                    arguments.Bytes[(line * stride) + column] =
                        QuantizationReference.Quantize(arguments.Floats[(line * columns) + column], scale, zeroPoint);
                }
            }
        }
    }

    private static (float Scale, byte ZeroPoint) Parameters(float* values, long count)
    {
        var low = 0f;
        var high = 0f;
        for (var i = 0L; i < count; i++)
        {
            if (float.IsFinite(values[i]))
            {
                low = MathF.Min(low, values[i]);
                high = MathF.Max(high, values[i]);
            }
        }

        return DynamicRange.Parameters(low, high);
    }
}
