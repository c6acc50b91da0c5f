using QuantGen.Kernels;

namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// Signal to noise ratios in dB. What stays in float is decided by them, so they are the same bits on every machine, which
/// <see cref="Math"/>'s logarithm, the operating system's, is not.
/// </summary>
internal static class Decibel
{
    private const double NaturalLogarithmOf10 = 2.302585092994046;

    /// <summary>The ratio in dB of a signal to noise with a power relative to it.</summary>
    /// <param name="relativeNoise">At least 0; infinite when there is no signal.</param>
    public static double OfNoise(double relativeNoise)
    {
        return relativeNoise switch
        {
            0 => double.PositiveInfinity,
            double.PositiveInfinity => double.NegativeInfinity,
            _ => FloatFunctions.LogDouble(relativeNoise) * (-10 / NaturalLogarithmOf10),
        };
    }
}
