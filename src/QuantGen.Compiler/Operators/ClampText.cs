using System.Globalization;
using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>A fused clamp in words, for titles of steps.</summary>
internal static class ClampText
{
    public static string Of(Clamp clamp)
    {
        return clamp.IsNone ? ""
            : clamp == Clamp.Relu ? ", Relu"
            : string.Create(CultureInfo.InvariantCulture, $", Clip to [{clamp.Low}, {clamp.High}]");
    }
}
