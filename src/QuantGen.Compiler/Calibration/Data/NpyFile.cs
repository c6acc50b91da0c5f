using System.Runtime.InteropServices;
using QuantGen.Plan;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>
/// An array in NumPy's <c>.npy</c> format (versions 1 to 3, little-endian, C order), read from front to back without loading it whole.
/// </summary>
internal sealed class NpyFile : IDisposable
{
    private readonly Stream _stream;
    private readonly NpyHeader _header;
    private byte[] _buffer = [];

    private NpyFile(Stream stream, NpyHeader header)
    {
        _stream = stream;
        _header = header;
    }

    /// <summary>Element type as stored.</summary>
    public PlanElementType Type => _header.Type;

    /// <summary>Row-major; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape => _header.Shape;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InvalidDataException">It is not such an array, or shorter than its shape says; the message says why.</exception>
    public static NpyFile Open(string path)
    {
        var stream = File.OpenRead(path);
        return Open(stream, stream.Length);
    }

    /// <summary>Reads the header of an array in a stream, which need not seek and is owned from now on.</summary>
    /// <param name="stream">At the start of the array.</param>
    /// <param name="length">Bytes in the stream.</param>
    /// <exception cref="InvalidDataException">It is not such an array, or shorter than its shape says; the message says why.</exception>
    public static NpyFile Open(Stream stream, long length)
    {
        try
        {
            var header = NpyHeader.Read(stream, out var headerLength);
            var needed = header.ElementCount * ElementConversion.SizeOf(header.Type);
            if (length - headerLength < needed)
            {
                throw new InvalidDataException($"it is truncated: its shape needs {needed} bytes of data, it has {length - headerLength}");
            }

            return new NpyFile(stream, header);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole array, converted to <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidDataException">It is not such an array, or a value does not fit.</exception>
    public static T[] ReadAll<T>(string path, out IReadOnlyList<int> shape)
        where T : unmanaged
    {
        using var file = Open(path);
        shape = file.Shape;
        return file.TryRead(checked((int)file._header.ElementCount), TypeOf<T>(), out var values, out var invalid)
            ? (T[])values
            : throw new InvalidDataException($"element {invalid} is not a finite {typeof(T).Name}");
    }

    /// <summary>Writes an array, version 1 of the format.</summary>
    /// <param name="path">Overwritten when it exists.</param>
    /// <param name="values">Row-major: <c>float</c>, <c>double</c>, <c>Half</c>, <c>bool</c> or an integer of 8 to 64 bits.</param>
    /// <param name="shape">Its product is the number of values.</param>
    public static void Write<T>(string path, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        using var stream = File.Create(path);
        Write(stream, values, shape);
    }

    /// <summary>Writes an array to a stream, an entry of an <c>.npz</c> for example.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        Write(stream, TypeOf<T>(), MemoryMarshal.AsBytes(values), shape.ToArray());
    }

    /// <summary>Writes an array of which only the bytes are at hand.</summary>
    public static void Write(Stream stream, PlanElementType type, ReadOnlySpan<byte> bytes, IReadOnlyList<int> shape)
    {
        var header = new NpyHeader(type, shape);
        if (header.ElementCount * ElementConversion.SizeOf(type) != bytes.Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes do not fill the shape.", nameof(shape));
        }

        header.Write(stream);
        stream.Write(bytes);
    }

    /// <summary>Reads the next elements as they are stored.</summary>
    /// <exception cref="InvalidDataException">The stream ends before the last of them.</exception>
    public void Read(Span<byte> bytes)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("it ends before its last element");
        }
    }

    /// <summary>Reads the next elements, converted; see <see cref="ElementConversion"/>.</summary>
    /// <returns>False when the element at <paramref name="invalid"/> is not finite or does not fit.</returns>
    /// <exception cref="InvalidDataException">The stream ends before that many elements.</exception>
    public bool TryRead(int count, PlanElementType type, out Array values, out int invalid)
    {
        var length = checked(count * ElementConversion.SizeOf(Type));
        if (_buffer.Length < length)
        {
            _buffer = new byte[length];
        }

        var bytes = _buffer.AsSpan(0, length);
        Read(bytes);
        return ElementConversion.TryConvert(bytes, Type, type, out values, out invalid);
    }

    public void Dispose()
    {
        _stream.Dispose();
    }

    private static PlanElementType TypeOf<T>()
    {
        return typeof(T) switch
        {
            var type when type == typeof(float) => PlanElementType.Float32,
            var type when type == typeof(double) => PlanElementType.Float64,
            var type when type == typeof(Half) => PlanElementType.Float16,
            var type when type == typeof(sbyte) => PlanElementType.Int8,
            var type when type == typeof(byte) => PlanElementType.UInt8,
            var type when type == typeof(short) => PlanElementType.Int16,
            var type when type == typeof(ushort) => PlanElementType.UInt16,
            var type when type == typeof(int) => PlanElementType.Int32,
            var type when type == typeof(uint) => PlanElementType.UInt32,
            var type when type == typeof(long) => PlanElementType.Int64,
            var type when type == typeof(ulong) => PlanElementType.UInt64,
            var type when type == typeof(bool) => PlanElementType.Bool,
            _ => throw new NotSupportedException($"NumPy has no {typeof(T).Name}."),
        };
    }
}
