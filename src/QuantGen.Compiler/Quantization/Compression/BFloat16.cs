namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>The upper half of a float.</summary>
internal static class BFloat16
{
    private const int LowerBits = 16;

    /// <summary>The nearest bfloat16, ties to even; beyond the largest one it is infinite.</summary>
    public static ushort FromFloat(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var isOdd = (bits >> LowerBits) & 1;
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + isOdd) >> LowerBits);
    }

    /// <summary>The float that it is.</summary>
    public static float ToFloat(ushort bits)
    {
        return BitConverter.UInt32BitsToSingle((uint)bits << LowerBits);
    }

    /// <summary>The nearest bfloat16 number.</summary>
    public static float Round(double value)
    {
        return ToFloat(FromFloat((float)value));
    }

    /// <summary>The smallest bfloat16 number that is not below a value.</summary>
    /// <param name="value">Not negative.</param>
    public static float RoundUp(double value)
    {
        var nearest = FromFloat((float)value);
        return ToFloat(nearest) < value ? ToFloat((ushort)(nearest + 1)) : ToFloat(nearest);
    }
}
