using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary><see cref="QuantizedMultiplication"/> with its constants spread over vectors.</summary>
internal readonly struct VectorMultiplication
{
    private readonly Vector256<int> _leftZeroPoint;
    private readonly Vector256<int> _rightZeroPoint;
    private readonly Vector256<float> _multiplier;
    private readonly VectorRequantization _requantization;

    /// <summary>Spreads the constants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VectorMultiplication(in QuantizedMultiplication multiplication)
    {
        _leftZeroPoint = Vector256.Create(multiplication.LeftZeroPoint);
        _rightZeroPoint = Vector256.Create(multiplication.RightZeroPoint);
        _multiplier = Vector256.Create(multiplication.Multiplier);
        _requantization = new VectorRequantization(multiplication.Requantization);
    }

    /// <summary>Sixteen products, as <see cref="QuantizedMultiplication.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector128<byte> Apply(Vector128<byte> left, Vector128<byte> right)
    {
        var (left0, left1) = VectorQuantization.Unpack(left);
        var (right0, right1) = VectorQuantization.Unpack(right);
        return _requantization.Apply(Scale(left0, right0), Scale(left1, right1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Scale(Vector256<int> left, Vector256<int> right)
    {
        return Vector256.ConvertToSingle((left - _leftZeroPoint) * (right - _rightZeroPoint)) * _multiplier;
    }
}
