using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Samples.Digits;

/// <summary>A PGM image: a header of text, then pixels as text (P2) or bytes (P5).</summary>
internal sealed class PortableGraymap
{
    private const int LargestSide = 1 << 14;

    private readonly float[] _pixels;

    private PortableGraymap(int width, int height, float[] pixels)
    {
        (Width, Height, _pixels) = (width, height, pixels);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>A pixel, 0 (black) to 1 (white).</summary>
    public float this[int x, int y] => _pixels[(y * Width) + x];

    /// <summary>Whether a file starts as a PGM image does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file)
    {
        return file.StartsWith("P2"u8) || file.StartsWith("P5"u8);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is damaged; the message says how.</exception>
    public static PortableGraymap Parse(ReadOnlySpan<byte> file)
    {
        var isText = file[1] == '2';
        var position = 2;
        var width = Number(file, ref position, "the width", 1, LargestSide);
        var height = Number(file, ref position, "the height", 1, LargestSide);
        var white = Number(file, ref position, "the value of white", 1, ushort.MaxValue);
        var rest = file[position..];
        var count = width * height;
        var pixels = isText ? TextPixels(rest, count, white) : BinaryPixels(rest, count, white);
        return new PortableGraymap(width, height, pixels);
    }

    private static float[] TextPixels(ReadOnlySpan<byte> text, int count, int white)
    {
        // Each pixel takes a digit and, but for the last, a space.
        CheckLength(text.Length, (2L * count) - 1, count);
        var pixels = new float[count];
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            pixels[i] = (float)Number(text, ref position, $"pixel {i + 1} of {count}", 0, white) / white;
        }

        return pixels;
    }

    private static float[] BinaryPixels(ReadOnlySpan<byte> bytes, int count, int white)
    {
        // One white space ends the header. Values above 255 take two bytes.
        bytes = bytes.IsEmpty ? bytes : bytes[1..];
        var size = white <= byte.MaxValue ? 1 : 2;
        CheckLength(bytes.Length, (long)count * size, count);
        var pixels = new float[count];
        for (var i = 0; i < count; i++)
        {
            var value = size == 1 ? bytes[i] : BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
            pixels[i] = (float)CheckRange(value, $"pixel {i + 1} of {count}", 0, white) / white;
        }

        return pixels;
    }

    private static void CheckLength(long length, long needed, int count)
    {
        if (length < needed)
        {
            throw new FormatException($"the PGM image ends before its {count} pixels do.");
        }
    }

    /// <summary>The next number, after white space and comments, which run from <c>#</c> to the end of the line.</summary>
    private static int Number(ReadOnlySpan<byte> text, ref int position, string what, int low, int high)
    {
        while (position < text.Length && (char.IsWhiteSpace((char)text[position]) || text[position] == '#'))
        {
            if (text[position] == '#')
            {
                var line = text[position..].IndexOf((byte)'\n');
                position = line < 0 ? text.Length : position + line;
            }
            else
            {
                position++;
            }
        }

        var start = position;
        while (position < text.Length && char.IsAsciiDigit((char)text[position]))
        {
            position++;
        }

        var digits = Encoding.ASCII.GetString(text[start..position]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? CheckRange(number, what, low, high)
            : throw new FormatException($"{what} of the PGM image is missing or not a number.");
    }

    private static int CheckRange(int number, string what, int low, int high)
    {
        return number >= low && number <= high
            ? number
            : throw new FormatException($"{what} of the PGM image is {number}; {low} to {high} is possible.");
    }
}
