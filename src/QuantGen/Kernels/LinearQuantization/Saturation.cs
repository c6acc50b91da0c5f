using System.Numerics;
using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>The last step of every quantization.</summary>
internal static class Saturation
{
    /// <summary>Beyond this magnitude every quantized type of up to 16 bits saturates, whatever its zero point.</summary>
    private const float Limit = 1 << 20;

    /// <summary><c>saturate(rne(value) + zeroPoint)</c>; NaN gives the zero point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Round<T>(float value, int zeroPoint)
        where T : unmanaged, IBinaryInteger<T>
    {
        var rounded = MathF.Round(FloatClamp.Apply(value, -Limit, Limit), MidpointRounding.ToEven);
        return T.CreateSaturating((float.IsNaN(rounded) ? 0 : (int)rounded) + zeroPoint);
    }
}
