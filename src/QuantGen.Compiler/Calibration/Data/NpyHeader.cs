using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using QuantGen.Plan;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>What stands before the data of NumPy's array format: a magic string, a version, and a Python dictionary.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Row-major, the last dimension runs fastest.</param>
internal sealed partial record NpyHeader(PlanElementType Type, IReadOnlyList<int> Shape)
{
    private const int MaxDictionaryLength = 1 << 16;
    private const int Alignment = 64;

    private static readonly (string Code, PlanElementType Type)[] Types =
    [
        ("<f4", PlanElementType.Float32), ("<f8", PlanElementType.Float64), ("<f2", PlanElementType.Float16),
        ("|i1", PlanElementType.Int8), ("<i2", PlanElementType.Int16), ("<i4", PlanElementType.Int32), ("<i8", PlanElementType.Int64),
        ("|u1", PlanElementType.UInt8), ("<u2", PlanElementType.UInt16), ("<u4", PlanElementType.UInt32), ("<u8", PlanElementType.UInt64),
        ("|b1", PlanElementType.Bool),
    ];

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Elements of the whole array.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Reads a header and leaves the stream at the first element.</summary>
    /// <param name="stream">At the start of the array.</param>
    /// <param name="length">Bytes in the header, as stored.</param>
    /// <exception cref="InvalidDataException">It is not a header, or not of an array that QuantGen reads; the message says why.</exception>
    public static NpyHeader Read(Stream stream, out long length)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length || !prefix.StartsWith(Magic))
        {
            throw new InvalidDataException("it does not start as a NumPy array does");
        }

        var version = prefix[6];
        if (version is < 1 or > 3)
        {
            throw new InvalidDataException($"version {version} of the .npy format is unknown");
        }

        // Version 1 stores the dictionary's length in two bytes, the later ones in four.
        Span<byte> lengthBytes = stackalloc byte[4];
        lengthBytes.Clear();
        ReadExactly(stream, lengthBytes[..(version == 1 ? 2 : 4)]);
        var dictionaryLength = BitConverter.ToUInt32(lengthBytes);
        if (dictionaryLength > MaxDictionaryLength)
        {
            throw new InvalidDataException($"its header claims {dictionaryLength} bytes");
        }

        var dictionary = new byte[dictionaryLength];
        ReadExactly(stream, dictionary);
        length = prefix.Length + (version == 1 ? 2 : 4) + dictionaryLength;
        return Parse(version == 3 ? Encoding.UTF8.GetString(dictionary) : Encoding.Latin1.GetString(dictionary));
    }

    /// <summary>Writes the header in version 1 of the format.</summary>
    public void Write(Stream stream)
    {
        var code = Types.First(entry => entry.Type == Type).Code;
        var shape = string.Concat(Shape.Select(dimension => string.Create(CultureInfo.InvariantCulture, $"{dimension}, "))).TrimEnd();
        shape = Shape.Count > 1 ? shape.TrimEnd(',') : shape;
        var dictionary = $"{{'descr': '{code}', 'fortran_order': False, 'shape': ({shape}), }}";
        var unpadded = Magic.Length + 4 + dictionary.Length + 1;
        dictionary += new string(' ', (Alignment - (unpadded % Alignment)) % Alignment) + "\n";
        stream.Write(Magic);
        stream.Write([1, 0]);
        stream.Write(BitConverter.GetBytes((ushort)dictionary.Length));
        stream.Write(Encoding.Latin1.GetBytes(dictionary));
    }

    private static NpyHeader Parse(string dictionary)
    {
        var code = TypePattern().Match(dictionary) is { Success: true } type
            ? type.Groups[1].Value
            : throw new InvalidDataException("its header names no plain element type");
        var order = OrderPattern().Match(dictionary);
        var shape = ShapePattern().Match(dictionary);
        if (!order.Success || !shape.Success)
        {
            throw new InvalidDataException("its header lacks the order or the shape");
        }

        var known = Types.FirstOrDefault(entry => entry.Code == code || (entry.Code[0] == '|' && entry.Code[1..] == code[1..]));
        if (known.Code is null)
        {
            throw new InvalidDataException($"its element type '{code}' is none of {string.Join(", ", Types.Select(entry => entry.Code))}");
        }

        var dimensions = shape.Groups[1].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(ParseDimension)
            .ToArray();
        if (order.Groups[1].Value == "True" && dimensions.Count(dimension => dimension != 1) > 1)
        {
            throw new InvalidDataException("it is stored in Fortran order; save it with numpy.ascontiguousarray");
        }

        var header = new NpyHeader(known.Type, dimensions);
        EnsureCountable(header);
        return header;
    }

    private static int ParseDimension(string text)
    {
        // Python 2 wrote long integers with an L.
        return int.TryParse(text.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"'{text}' is not a dimension");
    }

    private static void EnsureCountable(NpyHeader header)
    {
        // An empty dimension must not hide that the others overflow.
        Int128 bytes = sizeof(double);
        foreach (var dimension in header.Shape)
        {
            bytes *= Math.Max(dimension, 1);
            if (bytes > long.MaxValue)
            {
                throw new InvalidDataException($"its shape ({string.Join(", ", header.Shape)}) is too large");
            }
        }
    }

    private static void ReadExactly(Stream stream, Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("it ends inside its header");
        }
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]+)['"]""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapePattern();
}
