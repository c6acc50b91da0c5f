using System.Text.RegularExpressions;
using Xunit;

namespace QuantGen.TestSupport.Documentation;

/// <summary>Compares what a page says that a program prints with what it prints.</summary>
public static partial class PrintedText
{
    /// <summary>A line of a page that stands for any lines.</summary>
    private const string Omission = "...";

    /// <summary>Asserts that they are the same, but for measured seconds and what <c>...</c> leaves out.</summary>
    /// <param name="shown">What the page shows.</param>
    /// <param name="printed">What was printed.</param>
    /// <param name="figuresVary">Whether any number may be another one, in a column of another width.</param>
    public static void AssertIs(string shown, string printed, bool figuresVary = false)
    {
        var (expected, actual) = (Lines(shown, figuresVary), Lines(printed, figuresVary));
        Assert.True(Matches(expected, actual), $"The page shows:\n{shown}\nThis was printed:\n{printed}");
    }

    private static bool Matches(ReadOnlySpan<string> expected, ReadOnlySpan<string> actual)
    {
        if (expected.IsEmpty)
        {
            return actual.IsEmpty;
        }

        if (expected[0] == Omission)
        {
            return Matches(expected[1..], actual) || (!actual.IsEmpty && Matches(expected, actual[1..]));
        }

        return !actual.IsEmpty && expected[0] == actual[0] && Matches(expected[1..], actual[1..]);
    }

    private static string[] Lines(string text, bool figuresVary)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => Seconds().Replace(line.TrimEnd(), "# s"));
        return [.. figuresVary ? lines.Select(line => Spaces().Replace(Number().Replace(line, "#"), " ")) : lines];
    }

    [GeneratedRegex(@"\d+\.\d s\b")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\d[\d,]*(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
