using QuantGen.Kernels;

namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>What one asks of an encoding.</summary>
internal static class WeightEncodings
{
    /// <summary>Whether weights are integers times a scale.</summary>
    public static bool IsInteger(this WeightEncoding encoding)
    {
        return encoding is not (WeightEncoding.Float16 or WeightEncoding.BFloat16);
    }

    /// <summary>Whether weights have four bits.</summary>
    public static bool IsFourBit(this WeightEncoding encoding)
    {
        return encoding is WeightEncoding.Int4 or WeightEncoding.Int4ZeroPoint;
    }

    /// <summary>The encoding that options ask for.</summary>
    public static WeightEncoding Of(QuantizationOptions options)
    {
        return options.WeightFormat switch
        {
            WeightFormat.Int8 => WeightEncoding.Int8,
            WeightFormat.Int4 => options.WeightZeroPoint ? WeightEncoding.Int4ZeroPoint : WeightEncoding.Int4,
            WeightFormat.Float16 => WeightEncoding.Float16,
            WeightFormat.BFloat16 => WeightEncoding.BFloat16,
            _ => throw new InvalidOperationException($"'{options.WeightFormat}' is no weight format."),
        };
    }
}
