namespace QuantGen.Kernels;

/// <summary>
/// The product of two quantized values: <c>clamp(rne((left - zp_left) * (right - zp_right) * multiplier) + zp, low,
/// high)</c>.
/// </summary>
internal readonly struct QuantizedMultiplication(int leftZeroPoint, int rightZeroPoint, float multiplier, in Requantization requantization)
{
    /// <summary>Zero point of the left operand.</summary>
    internal int LeftZeroPoint { get; } = leftZeroPoint;

    /// <summary>Zero point of the right operand.</summary>
    internal int RightZeroPoint { get; } = rightZeroPoint;

    /// <summary>Scale of the left operand * scale of the right one / scale of the output.</summary>
    internal float Multiplier { get; } = multiplier;

    /// <summary>From scaled product to byte.</summary>
    internal Requantization Requantization { get; } = requantization;

    /// <summary>Whether the zero points and bounds are bytes.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void Check()
    {
        KernelChecks.Require((uint)LeftZeroPoint <= 255 && (uint)RightZeroPoint <= 255, "A zero point is in 0..255.");
        Requantization.Check();
    }

    /// <summary>The definition.</summary>
    internal byte Apply(byte left, byte right)
    {
        return Requantization.Apply((left - LeftZeroPoint) * (right - RightZeroPoint) * Multiplier);
    }
}
