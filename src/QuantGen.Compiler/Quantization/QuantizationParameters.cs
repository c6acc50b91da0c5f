namespace QuantGen.Compiler.Quantization;

/// <summary>Scale and zero point of a uint8 tensor: <c>x = (q - ZeroPoint) * Scale</c>. See <c>docs/numerics.md</c>.</summary>
/// <param name="Scale">Positive and finite.</param>
/// <param name="ZeroPoint">0 to 255: what 0 quantizes to, exactly.</param>
internal readonly record struct QuantizationParameters(float Scale, int ZeroPoint)
{
    /// <summary>The largest quantized value.</summary>
    public const int QuantizedMax = byte.MaxValue;

    /// <summary>
    /// The parameters that spread the 256 values over a range, widened to contain 0. An empty range, or one too narrow for a normal
    /// scale, gives scale 1 and zero point 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not finite, or the range is upside down.</exception>
    public static QuantizationParameters FromRange(float min, float max)
    {
        if (!float.IsFinite(min) || !float.IsFinite(max) || min > max)
        {
            throw new ArgumentOutOfRangeException(nameof(min), $"[{min}, {max}] is not a range.");
        }

        (min, max) = (Math.Min(min, 0), Math.Max(max, 0));
        var scale = (float)(((double)max - min) / QuantizedMax);
        if (scale == 0 || float.IsSubnormal(scale))
        {
            return new QuantizationParameters(1, 0);
        }

        var zeroPoint = Math.Round(0 - ((double)min / scale), MidpointRounding.ToEven);
        return new QuantizationParameters(scale, (int)Math.Clamp(zeroPoint, 0, QuantizedMax));
    }

    /// <summary>The smallest and the largest value that 8 bits hold.</summary>
    public (float Low, float High) Range => (Dequantize(0), Dequantize(QuantizedMax));

    /// <summary>The nearest quantized value, ties to even. NaN gives the zero point; what is out of range saturates.</summary>
    public byte Quantize(float value)
    {
        if (float.IsNaN(value))
        {
            return (byte)ZeroPoint;
        }

        return (byte)Math.Clamp(MathF.Round(value / Scale, MidpointRounding.ToEven) + ZeroPoint, 0, QuantizedMax);
    }

    /// <summary>The value that a quantized value stands for.</summary>
    public float Dequantize(byte quantized)
    {
        return (quantized - ZeroPoint) * Scale;
    }
}
