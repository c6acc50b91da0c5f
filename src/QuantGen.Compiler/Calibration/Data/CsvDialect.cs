using System.Globalization;
using System.Text;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>What a CSV file's first line tells: the separator, and whether the line is a header.</summary>
internal static class CsvDialect
{
    private const int MaxFirstLine = 1 << 20;

    private static readonly string[] LabelNames = ["label", "class", "target", "y"];

    /// <summary>A tab when the first line has one, else a semicolon, else a comma.</summary>
    public static string DetectSeparator(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var (separator, length) = (",", 0);
        for (var character = reader.Read(); character >= 0 && length < MaxFirstLine; character = reader.Read())
        {
            if (character is '\n' or '\r' && length > 0)
            {
                break;
            }

            length += character is '\n' or '\r' ? 0 : 1;
            if (character == '\t')
            {
                return "\t";
            }

            separator = character == ';' ? ";" : separator;
        }

        return separator;
    }

    /// <summary>
    /// Whether the first row names columns: no cell is a number, or one bears an ignored name, or the cells count 0, 1, 2, ... as data
    /// frame libraries name columns that have no name.
    /// </summary>
    public static bool IsHeader(IReadOnlyList<string> cells)
    {
        const int ShortestCount = 3;
        return !cells.Any(IsNumber)
            || cells.Any(IsLabel)
            || (cells.Count >= ShortestCount && cells.Index().All(cell => cell.Item == cell.Index.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether a header's name says that the column is no part of the input: a label, or the unnamed index of a data frame.</summary>
    public static bool IsIgnored(string name)
    {
        return name.Length == 0 || IsLabel(name);
    }

    /// <summary>Whether a header's name says that the column holds labels.</summary>
    public static bool IsLabel(string name)
    {
        return LabelNames.Contains(name.Trim('"'), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Parses a number in the invariant culture; infinities and NaN are numbers here.</summary>
    public static bool TryParse(string text, out double value)
    {
        var magnitude = text.AsSpan().TrimStart("+-");
        if (magnitude.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || magnitude.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = double.PositiveInfinity;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static bool IsNumber(string cell)
    {
        return TryParse(cell, out _);
    }
}
