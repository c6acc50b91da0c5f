using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>How activations become 16-bit integers.</summary>
/// <param name="sharing">Which of them share a scale.</param>
/// <param name="scale">The scale, where it is known at build time.</param>
/// <param name="zeroPoint">Its zero point, 0 to 65535.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct WideQuantization(WideScale sharing, float scale, int zeroPoint)
{
    /// <summary>Which activations share a scale.</summary>
    public WideScale Sharing { get; } = sharing;

    /// <summary>The scale, where it is known at build time.</summary>
    public float Scale { get; } = scale;

    /// <summary>Its zero point.</summary>
    public int ZeroPoint { get; } = zeroPoint;

    /// <summary>Checks the parameters.</summary>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    internal void Check()
    {
        KernelChecks.Require(Sharing != WideScale.Fixed || (float.IsNormal(Scale) && Scale > 0), "A scale is a normal positive number.");
        KernelChecks.Require((uint)ZeroPoint <= ushort.MaxValue, "A zero point of 16 bits is in 0..65535.");
    }
}
