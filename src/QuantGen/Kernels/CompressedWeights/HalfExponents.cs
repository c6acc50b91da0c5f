using System.Buffers.Binary;

namespace QuantGen.Kernels;

/// <summary>Writes halves in the form that <see cref="Float16WeightDecoder"/> reads.</summary>
/// <remarks>
/// Arithmetic on subnormal floats is slow on many processors. Halves have 30 normal exponents, and below them 10 subnormal ones; weights seldom
/// use the largest. Where all are below 2^7, the bias is moved up by 10, so that every exponent has a normal code. Otherwise they stay as they are.
/// </remarks>
internal readonly ref struct HalfExponents
{
    private const int StandardBias = 15;
    private const int RaisedBias = 25;
    private const int FloatBias = 127;
    private const int MantissaBits = 10;
    private const int MantissaMask = (1 << MantissaBits) - 1;

    private readonly int _bias;

    /// <summary>Chooses the bias for a tensor.</summary>
    /// <param name="halves">The bits of finite halves.</param>
    internal HalfExponents(ReadOnlySpan<ushort> halves)
    {
        var largest = 0;
        foreach (var half in halves)
        {
            largest = Math.Max(largest, (half & 0x7FFF) >> MantissaBits);
        }

        const int MostExponents = 31;
        _bias = largest + RaisedBias - StandardBias <= MostExponents ? RaisedBias : StandardBias;
    }

    /// <summary>Writes a column of a panel.</summary>
    /// <param name="panel">Scales, then pairs of steps.</param>
    /// <param name="lane">Which of the sixteen columns.</param>
    /// <param name="steps">The bits of its halves.</param>
    internal void Write(Span<byte> panel, int lane, ReadOnlySpan<ushort> steps)
    {
        BinaryPrimitives.WriteSingleLittleEndian(panel[(lane * sizeof(float))..], MathF.ScaleB(1, FloatBias - _bias));
        for (var step = 0; step < steps.Length; step++)
        {
            var offset = Float16WeightDecoder.HeaderBytes + (((step * FloatTile.PanelWidth) + lane) * sizeof(ushort));
            BinaryPrimitives.WriteUInt16LittleEndian(panel[offset..], Rebias(steps[step]));
        }
    }

    private ushort Rebias(ushort half)
    {
        var (sign, exponent, mantissa) = (half & 0x8000, (half & 0x7FFF) >> MantissaBits, half & MantissaMask);
        if (_bias == StandardBias || (exponent == 0 && mantissa == 0))
        {
            return half;
        }

        if (exponent == 0)
        {
            // A subnormal half's exponent is 1, without the leading one: normalize it.
            var shift = MantissaBits - int.Log2(mantissa);
            (exponent, mantissa) = (1 - shift, (mantissa << shift) & MantissaMask);
        }

        return (ushort)(sign | ((exponent + _bias - StandardBias) << MantissaBits) | mantissa);
    }
}
