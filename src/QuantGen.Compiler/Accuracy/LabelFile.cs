using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Accuracy;

/// <summary>Reads labels: integers in a <c>.npy</c> array or in a column of a CSV file, which may be the data's own file.</summary>
internal static class LabelFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="CompilationException">It does not exist, cannot be read, or holds something else.</exception>
    public static Labels Read(string path)
    {
        if (!File.Exists(path))
        {
            throw Invalid(path, "the file does not exist");
        }

        try
        {
            return new Labels(path, Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".npy" => NpyFile.ReadAll<long>(path, out _),
                ".csv" => ReadCsv(path),
                var extension => throw new InvalidDataException($"files with the extension '{extension}' are not known"),
            });
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, exception.Message.TrimEnd('.'));
        }
    }

    private static List<long> ReadCsv(string path)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = CsvDialect.DetectSeparator(path),
            Mode = CsvMode.NoEscape,
            TrimOptions = TrimOptions.Trim,
        };
        using var parser = new CsvParser(new StreamReader(path), configuration);
        var labels = new List<long>();
        var column = -1;
        while (parser.Read())
        {
            var cells = parser.Record!;
            if (column < 0)
            {
                column = FindColumn(cells);
                if (CsvDialect.IsHeader(cells))
                {
                    continue;
                }
            }

            var cell = column < cells.Length ? cells[column].Trim('"') : "";
            labels.Add(long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var label)
                ? label
                : throw new InvalidDataException($"'{cell}' in row {parser.RawRow} is not an integer"));
        }

        return labels;
    }

    /// <summary>The only column, or the one that the header names as the labels'.</summary>
    private static int FindColumn(string[] firstRow)
    {
        if (firstRow.Length == 1)
        {
            return 0;
        }

        return Array.FindIndex(firstRow, CsvDialect.IsLabel) is >= 0 and var column
            ? column
            : throw new InvalidDataException("it has several columns and no header that names one label, class, target or y");
    }

    private static CompilationException Invalid(string path, string reason)
    {
        return new CompilationException(DiagnosticCatalog.LabelsInvalid(path, reason));
    }
}
