using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Quantization of float rows to 16 bits, written as a row of high bytes and one of low bytes.</summary>
internal static unsafe class WideRows
{
    /// <summary>1.5 * 2^23: adding it rounds a small float to an integer, half to even.</summary>
    private const float RoundingShift = 12582912f;

    /// <summary>
    /// The parameters of the values' range: <c>scale = (max - min) / 65535</c> over the finite ones and 0, <c>zeroPoint = rne(-min / scale)</c>; scale 1 and
    /// zero point 0 where there is nothing but zeros, or nothing that a normal scale can resolve.
    /// </summary>
    internal static (float Scale, int ZeroPoint) Range(float* values, long count)
    {
        var (lows, highs) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var i = 0L; i < count; i += Vector512<float>.Count)
        {
            var value = PartialVector.Load(values + i, (int)Math.Min(Vector512<float>.Count, count - i));
            var isFinite = Vector512.LessThan(Vector512.Abs(value), Vector512.Create(float.PositiveInfinity));
            value = Vector512.ConditionalSelect(isFinite, value, Vector512<float>.Zero);
            lows = Vector512.ConditionalSelect(Vector512.LessThan(value, lows), value, lows);
            highs = Vector512.ConditionalSelect(Vector512.GreaterThan(value, highs), value, highs);
        }

        return Parameters(Least(lows), -Least(-highs));
    }

    /// <summary><c>q = clamp(rne(x / scale) + zeroPoint, 0, 65535)</c>; NaN gives the zero point.</summary>
    /// <param name="input">The row.</param>
    /// <param name="high">Where the bytes <c>q / 256</c> go.</param>
    /// <param name="low">Where the bytes <c>q % 256</c> go.</param>
    /// <param name="columns">Elements of the row.</param>
    /// <param name="scale">A normal positive number.</param>
    /// <param name="zeroPoint">0 to 65535.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Quantize(float* input, byte* high, byte* low, int columns, float scale, int zeroPoint)
    {
        var scales = Vector512.Create(scale);
        var (least, greatest) = (Vector512.Create((float)-zeroPoint), Vector512.Create((float)(ushort.MaxValue - zeroPoint)));
        for (var i = 0; i < columns; i += Vector512<float>.Count)
        {
            var steps = PartialVector.Load(input + i, columns - i) / scales;
            steps = Vector512.ConditionalSelect(Vector512.Equals(steps, steps), steps, Vector512<float>.Zero);
            steps = FloatClamp.Apply(steps, least, greatest) + Vector512.Create(RoundingShift);
            var integers = (steps.AsInt32() - Vector512.Create(RoundingShift).AsInt32() + Vector512.Create(zeroPoint)).AsUInt32();
            var words = Vector512.Narrow(integers, integers).GetLower();
            Store(words >> 8, high + i, columns - i);
            Store(words & Vector256.Create((ushort)byte.MaxValue), low + i, columns - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ushort> words, byte* target, int count)
    {
        var bytes = Vector256.Narrow(words, words).GetLower();
        if (count >= Vector128<byte>.Count)
        {
            bytes.Store(target);
        }
        else
        {
            PartialBytes.Store(bytes, target, count);
        }
    }

    /// <summary>The least lane; the order does not matter.</summary>
    private static float Least(Vector512<float> values)
    {
        var eight = Vector256.MinNative(values.GetLower(), values.GetUpper());
        var four = Vector128.MinNative(eight.GetLower(), eight.GetUpper());
        four = Vector128.MinNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Min(four[0], four[1]);
    }

    private static (float Scale, int ZeroPoint) Parameters(float low, float high)
    {
        // Each quotient by itself, so that the widest range does not overflow.
        var scale = (high / ushort.MaxValue) - (low / ushort.MaxValue);
        return float.IsNormal(scale)
            ? (scale, (int)MathF.Round(Math.Clamp(-(low / scale), 0, ushort.MaxValue), MidpointRounding.ToEven))
            : (1, 0);
    }
}
