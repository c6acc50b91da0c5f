namespace QuantGen.Kernels;

/// <summary>From the range of a row's values to its scale and zero point: ONNX's DynamicQuantizeLinear, in float32 as it says.</summary>
internal static class DynamicRange
{
    /// <summary>The parameters of a range.</summary>
    /// <param name="low">Least finite value, or 0 where that is less.</param>
    /// <param name="high">Greatest finite value, or 0 where that is greater.</param>
    internal static (float Scale, byte ZeroPoint) Parameters(float low, float high)
    {
        var scale = (high - low) / byte.MaxValue;
        if (float.IsInfinity(scale))
        {
            scale = (high / byte.MaxValue) - (low / byte.MaxValue);
        }

        // Nothing but zeros, or nothing that a normal scale can resolve.
        if (!float.IsNormal(scale))
        {
            return (1, 0);
        }

        return (scale, (byte)MathF.Round(Math.Clamp(0 - (low / scale), 0, byte.MaxValue), MidpointRounding.ToEven));
    }
}
