using System.Runtime.InteropServices;

namespace QuantGen.Compiler.Graph;

/// <summary>A tensor whose contents are known at build time: row-major, in native byte order.</summary>
internal sealed class TensorData
{
    private readonly byte[] _bytes;

    private TensorData(ElementType type, int[] dimensions, byte[] bytes)
    {
        (Type, Dimensions, _bytes) = (type, dimensions, bytes);
    }

    public ElementType Type { get; }

    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>Whether the file packs two elements into a byte (int4, uint4); here each has one of its own.</summary>
    public bool IsFourBit { get; init; }

    public int Rank => Dimensions.Count;

    public int Count => _bytes.Length / Type.Size();

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Wraps bytes that the caller gives up.</summary>
    /// <exception cref="ArgumentException">The bytes do not fill the shape.</exception>
    public static TensorData FromBytes(ElementType type, IEnumerable<int> dimensions, byte[] bytes, bool isFourBit = false)
    {
        var shape = dimensions.ToArray();
        var expected = shape.Aggregate((long)type.Size(), (product, dimension) => checked(product * dimension));
        if (expected != bytes.Length)
        {
            throw new ArgumentException($"A tensor of {expected} bytes has {bytes.Length}.", nameof(bytes));
        }

        return new TensorData(type, shape, bytes) { IsFourBit = isFourBit };
    }

    public static TensorData Create<T>(IEnumerable<int> dimensions, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        return FromBytes(ElementTypes.Of<T>(), dimensions, MemoryMarshal.AsBytes(values).ToArray());
    }

    public static TensorData Vector(params ReadOnlySpan<long> values)
    {
        return Create([values.Length], values);
    }

    public static TensorData Scalar<T>(T value)
        where T : unmanaged
    {
        return Create<T>([], [value]);
    }

    /// <summary>The elements.</summary>
    /// <exception cref="InvalidOperationException">The element type is another.</exception>
    public ReadOnlySpan<T> Span<T>()
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() != Type)
        {
            throw new InvalidOperationException($"The tensor holds {Type}, not {ElementTypes.Of<T>()}.");
        }

        return MemoryMarshal.Cast<byte, T>(_bytes);
    }

    /// <summary>The elements of an integer or boolean tensor, widened.</summary>
    /// <exception cref="InvalidOperationException">The element type is not an integer.</exception>
    public long[] ToInt64()
    {
        return Type switch
        {
            ElementType.Int64 => Span<long>().ToArray(),
            ElementType.Int32 => Widen<int>(),
            ElementType.Int16 => Widen<short>(),
            ElementType.Int8 => Widen<sbyte>(),
            ElementType.UInt64 => Widen<ulong>(),
            ElementType.UInt32 => Widen<uint>(),
            ElementType.UInt16 => Widen<ushort>(),
            ElementType.UInt8 => Widen<byte>(),
            ElementType.Bool => Array.ConvertAll(_bytes, value => (long)value),
            _ => throw new InvalidOperationException($"The tensor holds {Type}, not integers."),
        };
    }

    /// <summary>The elements as float32; integers are converted.</summary>
    public float[] ToFloat32()
    {
        return Type switch
        {
            ElementType.Float32 => Span<float>().ToArray(),
            ElementType.Float64 => Array.ConvertAll(Span<double>().ToArray(), value => (float)value),
            ElementType.Float16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(_bytes).ToArray(), value => (float)value),
            ElementType.BFloat16 => Array.ConvertAll(
                MemoryMarshal.Cast<byte, ushort>(_bytes).ToArray(), value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
            _ => Array.ConvertAll(ToInt64(), value => (float)value),
        };
    }

    public TensorData Reshape(params IEnumerable<int> dimensions)
    {
        return FromBytes(Type, dimensions, _bytes);
    }

    private long[] Widen<T>()
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        return Array.ConvertAll(Span<T>().ToArray(), long.CreateChecked);
    }
}
