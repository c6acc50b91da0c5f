using System.Numerics;
using System.Runtime.InteropServices;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.Plan;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Converts stored numbers to the type an input takes, by value: the uint8 255 becomes 255f.</summary>
internal static class ElementConversion
{
    /// <summary>Whether a type converts without losing what it says: anything to float, integers to integers, bool to anything.</summary>
    public static bool IsSupported(PlanElementType from, PlanElementType to)
    {
        return from != PlanElementType.BFloat16 && (!IsFloat(from) || IsFloat(to));
    }

    /// <summary>Whether a type is a floating-point type.</summary>
    public static bool IsFloat(PlanElementType type)
    {
        return type is PlanElementType.Float16 or PlanElementType.Float32 or PlanElementType.Float64 or PlanElementType.BFloat16;
    }

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(PlanElementType type)
    {
        return type switch
        {
            PlanElementType.Int8 or PlanElementType.UInt8 or PlanElementType.Bool => 1,
            PlanElementType.Float16 or PlanElementType.BFloat16 or PlanElementType.Int16 or PlanElementType.UInt16 => 2,
            PlanElementType.Float32 or PlanElementType.Int32 or PlanElementType.UInt32 => 4,
            _ => 8,
        };
    }

    /// <summary>Converts little-endian bytes.</summary>
    /// <returns>False when the value at <paramref name="invalid"/> is not finite or does not fit.</returns>
    public static bool TryConvert(
        ReadOnlySpan<byte> bytes, PlanElementType from, PlanElementType to, out Array values, out int invalid)
    {
        return from switch
        {
            PlanElementType.Float32 => TryConvert<float>(MemoryMarshal.Cast<byte, float>(bytes), to, out values, out invalid),
            PlanElementType.Float64 => TryConvert<double>(MemoryMarshal.Cast<byte, double>(bytes), to, out values, out invalid),
            PlanElementType.Float16 => TryConvert<Half>(MemoryMarshal.Cast<byte, Half>(bytes), to, out values, out invalid),
            PlanElementType.Int8 => TryConvert<sbyte>(MemoryMarshal.Cast<byte, sbyte>(bytes), to, out values, out invalid),
            PlanElementType.UInt8 or PlanElementType.Bool => TryConvert(bytes, to, out values, out invalid),
            PlanElementType.Int16 => TryConvert<short>(MemoryMarshal.Cast<byte, short>(bytes), to, out values, out invalid),
            PlanElementType.UInt16 => TryConvert<ushort>(MemoryMarshal.Cast<byte, ushort>(bytes), to, out values, out invalid),
            PlanElementType.Int32 => TryConvert<int>(MemoryMarshal.Cast<byte, int>(bytes), to, out values, out invalid),
            PlanElementType.UInt32 => TryConvert<uint>(MemoryMarshal.Cast<byte, uint>(bytes), to, out values, out invalid),
            PlanElementType.Int64 => TryConvert<long>(MemoryMarshal.Cast<byte, long>(bytes), to, out values, out invalid),
            PlanElementType.UInt64 => TryConvert<ulong>(MemoryMarshal.Cast<byte, ulong>(bytes), to, out values, out invalid),
            _ => throw new ArgumentOutOfRangeException(nameof(from), from, null),
        };
    }

    /// <summary>Converts values.</summary>
    /// <returns>False when the value at <paramref name="invalid"/> is not finite or does not fit.</returns>
    public static bool TryConvert<TFrom>(ReadOnlySpan<TFrom> source, PlanElementType to, out Array values, out int invalid)
        where TFrom : INumber<TFrom>
    {
        (values, invalid) = to switch
        {
            PlanElementType.Float32 => ToFloat<TFrom, float>(source),
            PlanElementType.Float64 => ToFloat<TFrom, double>(source),
            PlanElementType.Float16 => ToFloat<TFrom, Half>(source),
            PlanElementType.BFloat16 => ToBFloat16(source),
            PlanElementType.Int8 => ToInteger<TFrom, sbyte>(source),
            PlanElementType.UInt8 => ToInteger<TFrom, byte>(source),
            PlanElementType.Int16 => ToInteger<TFrom, short>(source),
            PlanElementType.UInt16 => ToInteger<TFrom, ushort>(source),
            PlanElementType.Int32 => ToInteger<TFrom, int>(source),
            PlanElementType.UInt32 => ToInteger<TFrom, uint>(source),
            PlanElementType.Int64 => ToInteger<TFrom, long>(source),
            PlanElementType.UInt64 => ToInteger<TFrom, ulong>(source),
            PlanElementType.Bool => ToBool(source),
            _ => throw new ArgumentOutOfRangeException(nameof(to), to, null),
        };
        return invalid < 0;
    }

    private static (Array Values, int Invalid) ToFloat<TFrom, TTo>(ReadOnlySpan<TFrom> source)
        where TFrom : INumber<TFrom>
        where TTo : IFloatingPointIeee754<TTo>
    {
        var values = new TTo[source.Length];
        for (var i = 0; i < source.Length; i++)
        {
            values[i] = TTo.CreateSaturating(source[i]);
            if (!TTo.IsFinite(values[i]))
            {
                return (values, i);
            }
        }

        return (values, -1);
    }

    /// <summary>To the bits that stand for a bfloat16.</summary>
    private static (Array Values, int Invalid) ToBFloat16<TFrom>(ReadOnlySpan<TFrom> source)
        where TFrom : INumber<TFrom>
    {
        var values = new ushort[source.Length];
        for (var i = 0; i < source.Length; i++)
        {
            values[i] = BFloat16.FromFloat(float.CreateSaturating(source[i]));
            if (!float.IsFinite(BFloat16.ToFloat(values[i])))
            {
                return (values, i);
            }
        }

        return (values, -1);
    }

    private static (Array Values, int Invalid) ToInteger<TFrom, TTo>(ReadOnlySpan<TFrom> source)
        where TFrom : INumber<TFrom>
        where TTo : IBinaryInteger<TTo>
    {
        var values = new TTo[source.Length];
        for (var i = 0; i < source.Length; i++)
        {
            // Saturation clamps a value that does not fit, so that it no longer equals what it came from.
            values[i] = TTo.CreateSaturating(source[i]);
            if (TFrom.CreateSaturating(values[i]) != source[i])
            {
                return (values, i);
            }
        }

        return (values, -1);
    }

    private static (Array Values, int Invalid) ToBool<TFrom>(ReadOnlySpan<TFrom> source)
        where TFrom : INumber<TFrom>
    {
        var values = new bool[source.Length];
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != TFrom.Zero && source[i] != TFrom.One)
            {
                return (values, i);
            }

            values[i] = source[i] == TFrom.One;
        }

        return (values, -1);
    }
}
