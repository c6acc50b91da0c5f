using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>How a scaled accumulator becomes a byte: <c>clamp(rne(scaled) + zeroPoint, low, high)</c>.</summary>
/// <param name="zeroPoint">Zero point of the output, 0..255.</param>
/// <param name="low">Least byte: 0, or what a fused Relu or Clip leaves.</param>
/// <param name="high">Greatest byte, not below <paramref name="low"/>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Requantization(int zeroPoint, int low, int high)
{
    /// <summary>Zero point of the output.</summary>
    public int ZeroPoint { get; } = zeroPoint;

    /// <summary>Least byte.</summary>
    public int Low { get; } = low;

    /// <summary>Greatest byte.</summary>
    public int High { get; } = high;

    /// <summary>Whether the values are bytes in order.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void Check()
    {
        KernelChecks.Require((uint)ZeroPoint <= 255, "A zero point is in 0..255.");
        KernelChecks.Require(Low >= 0 && Low <= High && High <= 255, "The output's bounds are in 0..255 and in order.");
    }

    /// <summary>The definition: rounds half to even. The clamp comes first, in float, so that no conversion can leave int.</summary>
    internal byte Apply(float scaled)
    {
        var clamped = MathF.Min(MathF.Max(scaled, Low - ZeroPoint), High - ZeroPoint);
        return (byte)((int)MathF.Round(clamped) + ZeroPoint);
    }
}
