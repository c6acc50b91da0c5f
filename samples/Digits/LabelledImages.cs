using System.Globalization;

namespace Samples.Digits;

/// <summary>Images and the digits that they show.</summary>
/// <param name="Pixels">64 an image, 0 (ground) to 1 (digit).</param>
/// <param name="Labels">One an image.</param>
/// <param name="File">Where they come from.</param>
internal sealed record LabelledImages(float[] Pixels, int[] Labels, string File)
{
    public int Count => Labels.Length;

    public ReadOnlySpan<float> this[int image] => Pixels.AsSpan(image * DigitClassifier.ImageLength, DigitClassifier.ImageLength);

    /// <summary>Reads a CSV file with a header: in each row 64 pixels, then the digit.</summary>
    public static LabelledImages Load(string path)
    {
        var rows = System.IO.File.ReadLines(path).Skip(1).Select(line => line.Split(',')).ToArray();
        var pixels = rows.SelectMany(row => row.Take(DigitClassifier.ImageLength));
        var labels = rows.Select(row => row[DigitClassifier.ImageLength]);
        return new LabelledImages(
            [.. pixels.Select(pixel => float.Parse(pixel, CultureInfo.InvariantCulture))],
            [.. labels.Select(label => int.Parse(label, CultureInfo.InvariantCulture))],
            Path.GetFileName(path));
    }
}
