using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>The sum of two quantized values: <c>clamp(rne(left * leftRatio + (right * rightRatio + constant)), low, high)</c>.</summary>
/// <param name="leftRatio">Scale of the left operand over scale of the output.</param>
/// <param name="rightRatio">Scale of the right operand over scale of the output.</param>
/// <param name="constant"><c>zp_y - (leftRatio * zp_left + rightRatio * zp_right)</c>.</param>
/// <param name="low">Least byte: 0, or what a fused Relu or Clip leaves.</param>
/// <param name="high">Greatest byte, not below <paramref name="low"/>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct QuantizedAddition(float leftRatio, float rightRatio, float constant, int low, int high)
{
    /// <summary>Scale of the left operand over scale of the output.</summary>
    public float LeftRatio { get; } = leftRatio;

    /// <summary>Scale of the right operand over scale of the output.</summary>
    public float RightRatio { get; } = rightRatio;

    /// <summary>What the three zero points add up to, in steps of the output.</summary>
    public float Constant { get; } = constant;

    /// <summary>Least byte.</summary>
    public int Low { get; } = low;

    /// <summary>Greatest byte.</summary>
    public int High { get; } = high;

    /// <summary>Whether the bounds are bytes in order.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void Check()
    {
        KernelChecks.Require(Low >= 0 && Low <= High && High <= 255, "The output's bounds are in 0..255 and in order.");
    }

    /// <summary>The definition: each operation rounded to float on its own, in this order.</summary>
    internal byte Apply(byte left, byte right)
    {
        var sum = (left * LeftRatio) + ((right * RightRatio) + Constant);
        return (byte)(int)MathF.Round(MathF.Min(MathF.Max(sum, Low), High));
    }
}
