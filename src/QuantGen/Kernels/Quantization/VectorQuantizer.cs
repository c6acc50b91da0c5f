using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// <see cref="QuantizationReference.Quantize(float, float, int)"/> and its inverse with their constants spread over vectors.
/// </summary>
internal readonly unsafe struct VectorQuantizer
{
    private readonly Vector256<float> _scale;
    private readonly Vector256<int> _zeroPoint;
    private readonly Vector256<float> _low;
    private readonly Vector256<float> _high;

    /// <summary>Spreads the constants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VectorQuantizer(float scale, int zeroPoint)
    {
        _scale = Vector256.Create(scale);
        _zeroPoint = Vector256.Create(zeroPoint);
        _low = Vector256.Create((float)-zeroPoint);
        _high = Vector256.Create((float)(255 - zeroPoint));
    }

    /// <summary>Eight values to integers in 0..255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<int> Quantize(float* values)
    {
        var steps = Vector256.Load(values) / _scale;

        // NaN compares unequal to itself and becomes 0 here, the zero point below; instruction sets differ in what min and max make of it.
        steps &= Vector256.Equals(steps, steps);
        return VectorQuantization.Round(VectorQuantization.Clamp(steps, _low, _high)) + _zeroPoint;
    }

    /// <summary>Eight integers in 0..255 to values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<float> Dequantize(Vector256<int> integers)
    {
        return Vector256.ConvertToSingle(integers - _zeroPoint) * _scale;
    }
}
