namespace Samples.Digits;

/// <summary>What both models read in one image.</summary>
internal static class ImageReport
{
    public static void Print(DigitReaders readers, float[] image)
    {
        var (inFloat, inInt8) = (readers.ReadInFloat(image), readers.ReadInInt8(image));
        Console.WriteLine(DigitDrawing.Draw(image));
        Console.WriteLine("digit     float      int8   (scores: higher is likelier)");
        foreach (var digit in Enumerable.Range(0, inInt8.Length).OrderByDescending(digit => inInt8[digit]))
        {
            Console.WriteLine($"{digit,5}{inFloat[digit],10:F2}{inInt8[digit],10:F2}");
        }

        Console.WriteLine();
        Console.WriteLine($"digit: float {DigitReaders.Digit(inFloat, 0)}, int8 {DigitReaders.Digit(inInt8, 0)}");
    }
}
