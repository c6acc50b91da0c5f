using System.Globalization;
using System.Text;

namespace Samples.Digits;

/// <summary>An image from the user in the form that the model was trained on: 8 x 8 pixels, 0 (ground) to 1 (digit).</summary>
internal static class DigitImage
{
    /// <summary>Pixels of a side.</summary>
    public const int Size = 8;

    private const int LargestFile = 64 << 20;

    /// <summary>Reads a PGM image or a line of pixels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="invert">Whether the digit is dark on a bright ground.</param>
    /// <returns>64 pixels, row by row.</returns>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static float[] Load(string path, bool invert)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"'{path}' is a folder.");
        }

        if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
        {
            throw new InvalidDataException($"'{path}' is larger than {LargestFile >> 20} MB.");
        }

        var bytes = File.ReadAllBytes(path);
        try
        {
            var pixels = PortableGraymap.IsOne(bytes)
                ? Shrink(PortableGraymap.Parse(bytes))
                : ParseLine(Encoding.UTF8.GetString(bytes));
            return invert ? [.. pixels.Select(pixel => 1 - pixel)] : pixels;
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
    }

    private static float[] ParseLine(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length != 1 || lines[0].Split(',') is not { Length: Size * Size } values)
        {
            throw new FormatException(
                $"neither a PGM image (P2 or P5) nor one line of {Size * Size} numbers with commas between them.");
        }

        return [.. values.Select(ParsePixel)];
    }

    private static float ParsePixel(string text, int index)
    {
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var pixel) && pixel is >= 0 and <= 1
            ? pixel
            : throw new FormatException($"pixel {index + 1} is '{text.Trim()}'; a number from 0 (ground) to 1 (digit) is needed.");
    }

    /// <summary>
    /// The mean over each cell of an 8 x 8 grid, as the training data was made. Pixels that a grid line cuts count by the part
    /// inside.
    /// </summary>
    private static float[] Shrink(PortableGraymap image)
    {
        var cells = new float[Size * Size];
        for (var i = 0; i < cells.Length; i++)
        {
            var (left, top) = ((double)(i % Size) * image.Width / Size, (double)(i / Size) * image.Height / Size);
            var (right, bottom) = (left + ((double)image.Width / Size), top + ((double)image.Height / Size));
            var sum = 0.0;
            for (var y = (int)top; y < Math.Min(bottom, image.Height); y++)
            {
                for (var x = (int)left; x < Math.Min(right, image.Width); x++)
                {
                    var area = (Math.Min(x + 1, right) - Math.Max(x, left)) * (Math.Min(y + 1, bottom) - Math.Max(y, top));
                    sum += area * image[x, y];
                }
            }

            cells[i] = (float)Math.Clamp(sum / ((right - left) * (bottom - top)), 0, 1);
        }

        return cells;
    }
}
