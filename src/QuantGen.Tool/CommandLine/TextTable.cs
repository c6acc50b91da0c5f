namespace QuantGen.Tool.CommandLine;

/// <summary>A table in plain text, the same on a terminal and in a pipe: columns apart by two spaces, never wrapped.</summary>
/// <param name="headings">Of the columns; one that starts with <c>&gt;</c> is aligned to the right, as numbers are.</param>
internal sealed class TextTable(params IReadOnlyList<string> headings)
{
    private readonly List<IReadOnlyList<string>> _rows = [[.. headings.Select(heading => heading.TrimStart('>'))]];

    /// <summary>Adds a row: a cell for each column.</summary>
    public void Add(params IReadOnlyList<string> cells)
    {
        if (cells.Count != headings.Count)
        {
            throw new ArgumentException($"{cells.Count} cells for {headings.Count} columns.", nameof(cells));
        }

        _rows.Add(cells);
    }

    /// <summary>Writes the headings and the rows, indented.</summary>
    public void Write(TextWriter writer)
    {
        int[] widths = [.. headings.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => headings[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            writer.WriteLine("  " + string.Join("  ", cells).TrimEnd());
        }
    }
}
