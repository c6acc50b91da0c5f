using System.Runtime.InteropServices;

namespace QuantGen.OnnxRuntime;

/// <summary>A dense tensor in row-major order, as ONNX Runtime takes and gives it.</summary>
public sealed class OrtTensor
{
    /// <summary>ONNX's element types (<c>TensorProto.DataType</c>, which ONNX Runtime numbers alike) that have a .NET type.</summary>
    private static readonly Dictionary<int, Type> ElementTypes = new()
    {
        [1] = typeof(float),
        [2] = typeof(byte),
        [3] = typeof(sbyte),
        [4] = typeof(ushort),
        [5] = typeof(short),
        [6] = typeof(int),
        [7] = typeof(long),
        [9] = typeof(bool),
        [10] = typeof(Half),
        [11] = typeof(double),
        [12] = typeof(uint),
        [13] = typeof(ulong),
    };

    private readonly int[] _dimensions;

    private OrtTensor(Array data, int[] dimensions)
    {
        if (dimensions.Aggregate(1L, (product, dimension) => product * dimension) != data.Length)
        {
            throw new ArgumentException($"{data.Length} elements do not fill the shape [{string.Join(", ", dimensions)}].");
        }

        Data = data;
        _dimensions = dimensions;
    }

    /// <summary>The elements: a one-dimensional array of <c>float</c>, <c>byte</c>, <c>long</c>, ...</summary>
    public Array Data { get; }

    /// <summary>The shape; empty for a scalar.</summary>
    public IReadOnlyList<int> Dimensions => _dimensions;

    /// <summary>The element type's number in ONNX.</summary>
    internal int OnnxElementType => ElementTypes.Single(entry => entry.Value == Data.GetType().GetElementType()).Key;

    /// <summary>The elements' memory.</summary>
    internal Span<byte> Bytes => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(Data), ByteLength(Data));

    /// <summary>A tensor over <paramref name="data"/>, which is not copied.</summary>
    /// <exception cref="ArgumentException">The data does not fill the shape.</exception>
    /// <exception cref="NotSupportedException">ONNX has no such element type.</exception>
    public static OrtTensor Create<T>(T[] data, params ReadOnlySpan<int> dimensions)
        where T : unmanaged
    {
        return Wrap(data, dimensions.ToArray());
    }

    /// <summary>The elements as an array of their own type.</summary>
    /// <exception cref="InvalidCastException"><typeparamref name="T"/> is not the element type.</exception>
    public T[] Get<T>()
        where T : unmanaged
    {
        // A plain cast would let int[] pass for uint[].
        return Data.GetType() == typeof(T[])
            ? (T[])Data
            : throw new InvalidCastException($"The tensor's elements are {Data.GetType().GetElementType()}, not {typeof(T)}.");
    }

    /// <summary>A copy of <paramref name="count"/> rows of the first dimension from <paramref name="start"/> on.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="keepAxis">Whether the first dimension stays; without it the one row's shape is that of the rest.</param>
    public OrtTensor Slice(int start, int count, bool keepAxis = true)
    {
        int[] dimensions = keepAxis ? [count, .. _dimensions[1..]] : _dimensions[1..];
        var slice = Allocate(OnnxElementType, dimensions);
        Bytes.Slice(start * (Bytes.Length / _dimensions[0]), slice.Bytes.Length).CopyTo(slice.Bytes);
        return slice;
    }

    /// <summary>Tensors of one shape and type, joined along their first dimension or along a new one before it.</summary>
    /// <exception cref="ArgumentException">The shapes or types differ.</exception>
    public static OrtTensor Stack(IReadOnlyList<OrtTensor> parts, bool newAxis = false)
    {
        var part = parts[0]._dimensions;
        if (parts.Any(other => other.OnnxElementType != parts[0].OnnxElementType || !other._dimensions.AsSpan().SequenceEqual(part)))
        {
            throw new ArgumentException("Only tensors of one shape and type can be stacked.", nameof(parts));
        }

        var stack = Allocate(parts[0].OnnxElementType, newAxis ? [parts.Count, .. part] : [parts.Count * part[0], .. part[1..]]);
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].Bytes.CopyTo(stack.Bytes[(i * parts[i].Bytes.Length)..]);
        }

        return stack;
    }

    /// <inheritdoc cref="Create{T}"/>
    internal static OrtTensor Wrap(Array data, int[] dimensions)
    {
        return ElementTypes.ContainsValue(data.GetType().GetElementType()!)
            ? new OrtTensor(data, dimensions)
            : throw new NotSupportedException($"ONNX has no element type for {data.GetType()}.");
    }

    /// <summary>An uninitialized tensor of an ONNX element type, for <see cref="Bytes"/> to fill.</summary>
    /// <exception cref="NotSupportedException">The element type has no .NET type, for instance string or int4.</exception>
    internal static OrtTensor Allocate(int onnxElementType, int[] dimensions)
    {
        if (!ElementTypes.TryGetValue(onnxElementType, out var type))
        {
            throw new NotSupportedException($"Tensors of ONNX element type {onnxElementType} are not supported here.");
        }

        var length = dimensions.Aggregate(1, (product, dimension) => checked(product * dimension));
        return new OrtTensor(Array.CreateInstance(type, length), dimensions);
    }

    private static int ByteLength(Array data)
    {
        // Not Buffer.ByteLength, which does not take Half; and for Marshal a bool would be a 32-bit BOOL.
        var type = data.GetType().GetElementType()!;
        return data.Length * Marshal.SizeOf(type == typeof(bool) ? typeof(byte) : type);
    }
}
