using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Rows of floats in 24-bit fixed point: each value an integer times a power of two that is the row's own.</summary>
/// <remarks>
/// An integer is three digits of base 256, which are rows of an 8-bit product. A digit is -128..127; with 128 added to all of them, they are the bytes of
/// the integer plus <see cref="DigitBiases"/>.
/// </remarks>
internal static unsafe class FixedPointRows
{
    /// <summary>Digits of an integer, the lowest first.</summary>
    internal const int Digits = 3;

    /// <summary>What is added to a digit to store it without a sign.</summary>
    internal const int DigitBias = 128;

    /// <summary>The largest magnitude of an integer: all digits 127.</summary>
    private const int Largest = 0x7F7F7F;

    private const int DigitBiases = 0x808080;
    private const int Infinity = 0x7F800000;
    private const int MantissaBits = 23;
    private const int FloatBias = 127;

    /// <summary>Converts a row: <c>rne(x / scale)</c>, the scale being the smallest normal power of two that keeps integers within 24 bits.</summary>
    /// <param name="row">The row.</param>
    /// <param name="count">Its elements.</param>
    /// <param name="digits">Three rows of digits.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    /// <param name="isSigned">Whether digits are stored with their sign, or with 128 added.</param>
    /// <returns>The scale; NaN where an element is not finite.</returns>
    internal static float Convert(float* row, int count, byte* digits, int stride, bool isSigned)
    {
        return Convert(row, count, digits, stride, isSigned, null, Vector512<float>.Count);
    }

    /// <summary>As above, with the sums of the integers of each segment.</summary>
    /// <param name="row">The row.</param>
    /// <param name="count">Its elements.</param>
    /// <param name="digits">Three rows of digits.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    /// <param name="isSigned">Whether digits are stored with their sign, or with 128 added.</param>
    /// <param name="segmentSums">The sum of each segment, or null.</param>
    /// <param name="segmentSteps">Elements of a segment, a multiple of 16.</param>
    /// <returns>The scale; NaN where an element is not finite.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Convert(float* row, int count, byte* digits, int stride, bool isSigned, int* segmentSums, int segmentSteps)
    {
        var (scale, inverse) = Scale(row, count);
        var inverses = Vector512.Create(inverse);
        var flip = Vector512.Create(isSigned ? DigitBiases : 0);
        for (var i = 0; i < count; i += Vector512<float>.Count)
        {
            var left = count - i;
            var integers = Vector512.ConvertToInt32(Vector512.Round(PartialVector.Load(row + i, left) * inverses));
            if (segmentSums != null)
            {
                var (segment, inSegment) = Math.DivRem(i, segmentSteps);
                segmentSums[segment] = Vector512.Sum(integers) + (inSegment == 0 ? 0 : segmentSums[segment]);
            }

            var bytes = (integers + Vector512.Create(DigitBiases)) ^ flip;
            Store(bytes, digits + i, left);
            Store(bytes >> 8, digits + stride + i, left);
            Store(bytes >> 16, digits + (2 * stride) + i, left);
        }

        return scale;
    }

    /// <summary>The scale of a row, and its inverse: NaN and 0 where an element is not finite.</summary>
    private static (float Scale, float Inverse) Scale(float* row, int count)
    {
        var magnitudes = Vector512<int>.Zero;
        for (var i = 0; i < count; i += Vector512<float>.Count)
        {
            // The bits of positive floats are ordered as these are, infinities and NaN behind them.
            magnitudes = Vector512.Max(magnitudes, Vector512.Abs(PartialVector.Load(row + i, count - i)).AsInt32());
        }

        var largest = 0;
        for (var lane = 0; lane < Vector512<int>.Count; lane++)
        {
            largest = Math.Max(largest, magnitudes[lane]);
        }

        if (largest >= Infinity)
        {
            return (float.NaN, 0);
        }

        // Its 24 significant bits, the leading one for itself, without the last one: unless that exceeds the largest integer.
        var isHalved = (largest & ((1 << MantissaBits) - 1) | (1 << MantissaBits)) > 2 * Largest;
        var exponent = Math.Max((largest >> MantissaBits) - FloatBias - MantissaBits + (isHalved ? 2 : 1), 1 - FloatBias);
        return (PowerOfTwo(exponent), PowerOfTwo(-exponent));
    }

    private static float PowerOfTwo(int exponent)
    {
        return BitConverter.Int32BitsToSingle((exponent + FloatBias) << MantissaBits);
    }

    /// <summary>Stores the lowest byte of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> integers, byte* target, int count)
    {
        var bytes = LowestBytes(integers);
        if (count >= Vector128<byte>.Count)
        {
            bytes.Store(target);
        }
        else
        {
            PartialBytes.Store(bytes, target, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LowestBytes(Vector512<int> integers)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector128Byte(integers);
        }

        var lowest = (integers & Vector512.Create((int)byte.MaxValue)).AsUInt32();
        var words = Vector256.Narrow(lowest.GetLower(), lowest.GetUpper());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }
}
