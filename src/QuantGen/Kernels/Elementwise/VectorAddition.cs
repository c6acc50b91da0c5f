using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary><see cref="QuantizedAddition"/> with its constants spread over vectors.</summary>
internal readonly struct VectorAddition
{
    private readonly Vector256<float> _leftRatio;
    private readonly Vector256<float> _rightRatio;
    private readonly Vector256<float> _constant;
    private readonly Vector256<float> _low;
    private readonly Vector256<float> _high;

    /// <summary>Spreads the constants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VectorAddition(in QuantizedAddition addition)
    {
        _leftRatio = Vector256.Create(addition.LeftRatio);
        _rightRatio = Vector256.Create(addition.RightRatio);
        _constant = Vector256.Create(addition.Constant);
        _low = Vector256.Create((float)addition.Low);
        _high = Vector256.Create((float)addition.High);
    }

    /// <summary>Sixteen sums, as <see cref="QuantizedAddition.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector128<byte> Apply(Vector128<byte> left, Vector128<byte> right)
    {
        var (left0, left1) = VectorQuantization.Unpack(left);
        var (right0, right1) = VectorQuantization.Unpack(right);
        return VectorQuantization.Pack(Apply(left0, right0), Apply(left1, right1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Apply(Vector256<int> left, Vector256<int> right)
    {
        var addend = (Vector256.ConvertToSingle(right) * _rightRatio) + _constant;
        var sum = (Vector256.ConvertToSingle(left) * _leftRatio) + addend;
        return VectorQuantization.Round(VectorQuantization.Clamp(sum, _low, _high));
    }
}
