using System.Text;

namespace Samples.Digits;

/// <summary>Draws an image in the terminal.</summary>
internal static class DigitDrawing
{
    private const string Shades = " ░▒▓█";

    /// <summary>Eight lines, two characters a pixel, so that pixels look square.</summary>
    /// <param name="pixels">64 of them, 0 to 1.</param>
    public static string Draw(ReadOnlySpan<float> pixels)
    {
        var text = new StringBuilder();
        for (var y = 0; y < DigitImage.Size; y++)
        {
            text.Append("  |");
            foreach (var pixel in pixels.Slice(y * DigitImage.Size, DigitImage.Size))
            {
                text.Append(Shades[(int)MathF.Round(pixel * (Shades.Length - 1))], 2);
            }

            text.AppendLine("|");
        }

        return text.ToString();
    }
}
