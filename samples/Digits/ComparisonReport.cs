using System.Diagnostics;
using QuantGen;

namespace Samples.Digits;

/// <summary>Float against int8 on images that neither training nor calibration saw.</summary>
internal static class ComparisonReport
{
    private const int Passes = 25;
    private const int MisreadToDraw = 2;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static void Print(DigitReaders readers, LabelledImages images)
    {
        var (inFloat, inInt8) = (readers.ReadInFloat(images.Pixels), readers.ReadInInt8(images.Pixels));
        var (floatHits, int8Hits) = (Hits(inFloat, images), Hits(inInt8, images));
        var agreed = Enumerable.Range(0, images.Count)
            .Count(i => DigitReaders.Digit(inFloat, i) == DigitReaders.Digit(inInt8, i));
        var (floatTime, int8Time) = MedianTimes(readers, images);
        var (floatBytes, int8Bytes) = (readers.FloatWeightBytes, DigitReaders.Int8WeightBytes);

        Console.WriteLine($"model    {readers.ModelFile}: {Describe(readers.Input)} -> {Describe(readers.Output)}");
        Console.WriteLine($"images   {images.Count} from {images.File}, none of them in calibration.csv");
        Console.WriteLine();
        Row("", "float", "int8", "");
        Row("read correctly", $"{floatHits}", $"{int8Hits}", $"of {images.Count}; the two agree on {agreed}");
        var (size, speed) = (Ratio(floatBytes, int8Bytes, "smaller", "larger"), Ratio(floatTime, int8Time, "faster", "slower"));
        Row("weights", $"{floatBytes / 1024.0:F1} KB", $"{int8Bytes / 1024.0:F1} KB", size);
        Row("time per image", $"{floatTime:F2} us", $"{int8Time:F2} us", $"{speed}, on one thread, all images in one call");
        Console.WriteLine();

        var misread = Enumerable.Range(0, images.Count).Where(i => DigitReaders.Digit(inInt8, i) != images.Labels[i]);
        foreach (var i in misread.Take(MisreadToDraw))
        {
            var (int8Digit, floatDigit) = (DigitReaders.Digit(inInt8, i), DigitReaders.Digit(inFloat, i));
            Console.WriteLine($"A {images.Labels[i]} that int8 reads as {int8Digit}, and float as {floatDigit}:");
            Console.WriteLine(DigitDrawing.Draw(images[i]));
        }

        // The last line is for programs: tests and scripts read it.
        var (floatAccuracy, int8Accuracy) = ((double)floatHits / images.Count, (double)int8Hits / images.Count);
        Console.WriteLine($"accuracy: float {floatAccuracy:F3}, int8 {int8Accuracy:F3}, images {images.Count}");
    }

    private static int Hits(float[] scores, LabelledImages images)
    {
        return Enumerable.Range(0, images.Count).Count(i => DigitReaders.Digit(scores, i) == images.Labels[i]);
    }

    /// <summary>The median microseconds per image of both, over passes that take turns, so that a busy moment meets both.</summary>
    private static (double Float, double Int8) MedianTimes(DigitReaders readers, LabelledImages images)
    {
        var (floatTimes, int8Times) = (new List<double>(), new List<double>());
        var start = Stopwatch.GetTimestamp();
        while (floatTimes.Count < Passes)
        {
            var floatTime = Time(() => readers.ReadInFloat(images.Pixels)) / images.Count;
            var int8Time = Time(() => readers.ReadInInt8(images.Pixels)) / images.Count;
            // Before that, .NET is still replacing quickly compiled code by optimized code.
            if (Stopwatch.GetElapsedTime(start) > WarmUp)
            {
                floatTimes.Add(floatTime);
                int8Times.Add(int8Time);
            }
        }

        return (floatTimes.Order().ElementAt(Passes / 2), int8Times.Order().ElementAt(Passes / 2));
    }

    private static double Time(Action pass)
    {
        var start = Stopwatch.GetTimestamp();
        pass();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static string Ratio(double before, double after, string less, string more)
    {
        return after <= before ? $"{before / after:F1} times {less}" : $"{after / before:F1} times {more}";
    }

    private static string Describe(TensorInfo tensor)
    {
        return $"{tensor.Name} [{string.Join(", ", tensor.Dimensions)}]";
    }

    private static void Row(string title, string inFloat, string inInt8, string note)
    {
        Console.WriteLine($"{title,-16}{inFloat,10}{inInt8,10}   {note}".TrimEnd());
    }
}
