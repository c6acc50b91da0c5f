namespace QuantGen.Compiler.Graph;

/// <summary>Facts about element types.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of an element.</summary>
    public static int Size(this ElementType type)
    {
        return type switch
        {
            ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
            ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
            ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
            _ => 8,
        };
    }

    public static bool IsFloat(this ElementType type)
    {
        return type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;
    }

    public static bool IsInteger(this ElementType type)
    {
        return !type.IsFloat() && type != ElementType.Bool;
    }

    /// <summary>The .NET type that holds one element in spans; bfloat16 is held as its bits.</summary>
    public static Type ClrType(this ElementType type)
    {
        return type switch
        {
            ElementType.Float32 => typeof(float),
            ElementType.Float64 => typeof(double),
            ElementType.Float16 => typeof(Half),
            ElementType.BFloat16 => typeof(ushort),
            ElementType.Int8 => typeof(sbyte),
            ElementType.UInt8 => typeof(byte),
            ElementType.Int16 => typeof(short),
            ElementType.UInt16 => typeof(ushort),
            ElementType.Int32 => typeof(int),
            ElementType.UInt32 => typeof(uint),
            ElementType.Int64 => typeof(long),
            ElementType.UInt64 => typeof(ulong),
            ElementType.Bool => typeof(bool),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }

    public static ElementType Of<T>()
        where T : unmanaged
    {
        return Of(typeof(T));
    }

    public static ElementType Of(Type type)
    {
        foreach (var candidate in Enum.GetValues<ElementType>())
        {
            // UInt16 comes after BFloat16, which shares its .NET type.
            if (candidate != ElementType.BFloat16 && candidate.ClrType() == type)
            {
                return candidate;
            }
        }

        throw new ArgumentException($"{type} is no element type.", nameof(type));
    }
}
