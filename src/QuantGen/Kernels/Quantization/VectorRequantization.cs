using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary><see cref="Requantization"/> with its constants spread over vectors.</summary>
internal readonly struct VectorRequantization
{
    private readonly Vector256<float> _low;
    private readonly Vector256<float> _high;
    private readonly Vector256<int> _zeroPoint;

    /// <summary>Spreads the constants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VectorRequantization(in Requantization requantization)
    {
        _low = Vector256.Create((float)(requantization.Low - requantization.ZeroPoint));
        _high = Vector256.Create((float)(requantization.High - requantization.ZeroPoint));
        _zeroPoint = Vector256.Create(requantization.ZeroPoint);
    }

    /// <summary>Sixteen scaled values to bytes, as <see cref="Requantization.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector128<byte> Apply(Vector256<float> first, Vector256<float> second)
    {
        return VectorQuantization.Pack(Apply(first), Apply(second));
    }

    /// <summary>Eight scaled values to integers in 0..255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<int> Apply(Vector256<float> scaled)
    {
        return VectorQuantization.Round(VectorQuantization.Clamp(scaled, _low, _high)) + _zeroPoint;
    }
}
