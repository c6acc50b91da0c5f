using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Takes rows of a table of floats that is stored in fewer bits, as an embedding does.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class EmbeddingTable
{
    /// <summary>Rows of int8, each with a scale: <c>output[i] = table[indices[i]] * scales[indices[i]]</c>.</summary>
    /// <param name="table"><c>[rows, columns]</c>.</param>
    /// <param name="scales"><c>[rows]</c>.</param>
    /// <param name="indices">From <c>-rows</c> to <c>rows - 1</c>; negative ones count from the end.</param>
    /// <param name="output"><c>[indices, columns]</c>.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public static void Gather<TIndex>(
        ReadOnlySpan<sbyte> table, ReadOnlySpan<float> scales, ReadOnlySpan<TIndex> indices, Span<float> output, int rows, int columns)
        where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        KernelChecks.AtLeast(table, ShapeChecks.Elements([rows, columns]));
        KernelChecks.AtLeast(scales, rows);
        KernelChecks.AtLeast<float>(output, ShapeChecks.Elements([indices.Length, columns]));
        for (var i = 0; i < indices.Length; i++)
        {
            var row = DataMovement.Wrap(long.CreateTruncating(indices[i]), rows);
            Scale(table.Slice(row * columns, columns), scales[row], output.Slice(i * columns, columns));
        }
    }

    /// <summary>Rows of 16-bit floats.</summary>
    /// <param name="table"><c>[rows, columns]</c>, the bits of each.</param>
    /// <param name="indices">As in the other form.</param>
    /// <param name="output"><c>[indices, columns]</c>.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="encoding">float16 or bfloat16.</param>
    /// <exception cref="ArgumentException">A span is too short, or the encoding is no 16-bit float.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public static void GatherHalves<TIndex>(
        ReadOnlySpan<ushort> table, ReadOnlySpan<TIndex> indices, Span<float> output, int rows, int columns, WeightEncoding encoding)
        where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        if (encoding is not (WeightEncoding.Float16 or WeightEncoding.BFloat16))
        {
            throw new ArgumentException($"{encoding} is no 16-bit float.", nameof(encoding));
        }

        KernelChecks.AtLeast(table, ShapeChecks.Elements([rows, columns]));
        KernelChecks.AtLeast<float>(output, ShapeChecks.Elements([indices.Length, columns]));
        for (var i = 0; i < indices.Length; i++)
        {
            var row = table.Slice(DataMovement.Wrap(long.CreateTruncating(indices[i]), rows) * columns, columns);
            Widen(row, output.Slice(i * columns, columns), encoding);
        }
    }

    private static void Widen(ReadOnlySpan<ushort> row, Span<float> output, WeightEncoding encoding)
    {
        fixed (ushort* words = row)
        fixed (float* floats = output)
        {
            var i = 0;
            for (; i <= row.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                var bits = CodeLanes.FromWords((byte*)(words + i));
                (encoding == WeightEncoding.Float16 ? FromHalves(bits) : (bits << 16).AsSingle()).Store(floats + i);
            }

            for (; i < row.Length; i++)
            {
                floats[i] = encoding == WeightEncoding.Float16
                    ? (float)BitConverter.UInt16BitsToHalf(words[i])
                    : BitConverter.UInt32BitsToSingle((uint)words[i] << 16);
            }
        }
    }

    /// <summary>Half precision to single, exactly: exponents move to their new bias, subnormal halves get one, infinities and NaN keep the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FromHalves(Vector512<uint> halves)
    {
        const int Shift = 13;
        const uint Exponent = 1 << 23;
        const uint Rebias = (127 - 15) * Exponent;
        var magnitude = (halves & Vector512.Create(0x7FFFu)) << Shift;
        var rebiased = magnitude + Vector512.Create(Rebias);
        rebiased += Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(31 * Exponent)) & Vector512.Create(Rebias);

        // A subnormal half is what it adds to the smallest normal one.
        var smallest = Vector512.Create(Rebias + Exponent).AsSingle();
        var subnormal = (magnitude + Vector512.Create(Rebias + Exponent)).AsSingle() - smallest;
        var result = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(Exponent)), subnormal.AsUInt32(), rebiased);
        return (result | ((halves & Vector512.Create(0x8000u)) << 16)).AsSingle();
    }

    /// <summary>Sixteen bytes at a time; the product of an integer and a float is rounded once, in vectors as in scalars.</summary>
    private static void Scale(ReadOnlySpan<sbyte> row, float scale, Span<float> output)
    {
        var i = 0;
        for (; i + Vector128<sbyte>.Count <= row.Length; i += Vector128<sbyte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(row[i..]));
            (Vector512.ConvertToSingle(Vector512.Create(Widen(low), Widen(high))) * scale).CopyTo(output[i..]);
        }

        for (; i < row.Length; i++)
        {
            output[i] = row[i] * scale;
        }

        static Vector256<int> Widen(Vector128<short> values)
        {
            var (low, high) = Vector128.Widen(values);
            return Vector256.Create(low, high);
        }
    }
}
