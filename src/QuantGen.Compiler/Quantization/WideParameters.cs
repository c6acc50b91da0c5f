namespace QuantGen.Compiler.Quantization;

/// <summary>Scale and zero point of activations in 16 bits.</summary>
/// <param name="Scale">A normal positive number.</param>
/// <param name="ZeroPoint">0 to 65535.</param>
internal readonly record struct WideParameters(float Scale, int ZeroPoint)
{
    /// <summary>The parameters of a range, widened to contain 0.</summary>
    public static WideParameters FromRange((float Min, float Max) range)
    {
        var (min, max) = (Math.Min(range.Min, 0.0), Math.Max(range.Max, 0.0));
        var scale = (float)((max - min) / ushort.MaxValue);
        return float.IsNormal(scale)
            ? new WideParameters(scale, (int)Math.Clamp(Math.Round(-min / scale, MidpointRounding.ToEven), 0, ushort.MaxValue))
            : new WideParameters(1, 0);
    }
}
