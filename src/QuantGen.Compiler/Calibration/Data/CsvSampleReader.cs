using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>
/// Samples from a CSV file, one a row; see <c>docs/calibration-data.md</c> for separators, headers and columns that are left out.
/// </summary>
internal sealed class CsvSampleReader : ISampleReader
{
    private const int MaxCellLength = 4096;
    private const double LargestExactInteger = 9007199254740992;

    private readonly CalibrationInput _input;
    private readonly int[] _shape;
    private readonly int _width;
    private readonly CsvParser _parser;

    /// <summary>The columns that hold the sample, known from the first row on.</summary>
    private int[]? _columns;

    /// <summary>Cells in every row, those left out included.</summary>
    private int _rowWidth;

    /// <exception cref="CompilationException">A row cannot hold the input: it has an open dimension besides the batch.</exception>
    public CsvSampleReader(string file, CalibrationInput input)
    {
        (File, _input) = (file, input);
        var shape = input.Shape.Select((dimension, axis) => axis == 0 ? input.LeadingRows : dimension.Value ?? 0).ToArray();
        var width = shape.Aggregate((Int128)1, (product, dimension) => product * dimension);
        if (width <= 0 || width > Array.MaxLength)
        {
            var reason = $"a row of a CSV file cannot hold {input}, which leaves open how many columns that is; use .npy or .npz";
            throw new CompilationException(DiagnosticCatalog.CalibrationMismatch(file, input.Name, reason));
        }

        _shape = [.. shape.Select(dimension => (int)dimension)];
        _width = (int)width;
        // Quotes mean nothing in numbers, and one that is never closed would swallow the rest of the file.
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = CsvDialect.DetectSeparator(file),
            Mode = CsvMode.NoEscape,
            TrimOptions = TrimOptions.Trim,
            MaxFieldSize = MaxCellLength,
        };
        _parser = new CsvParser(new StreamReader(file, Encoding.UTF8), configuration);
    }

    public string File { get; }

    public bool IsConstant => false;

    public CalibrationArray? Read()
    {
        if (!TryReadRow())
        {
            return null;
        }

        if (_columns is null)
        {
            var cells = Enumerable.Range(0, _parser.Count).Select(Cell).ToArray();
            var isHeader = CsvDialect.IsHeader(cells);
            ChooseColumns(isHeader ? cells : []);
            if (isHeader && !TryReadRow())
            {
                return null;
            }
        }

        if (_parser.Count != _rowWidth)
        {
            throw new CompilationException(DiagnosticCatalog.CalibrationRowDiffers(File, _parser.RawRow, _parser.Count, _rowWidth));
        }

        return new CalibrationArray(ElementConversion.IsFloat(_input.Type) ? ReadFloats() : ReadIntegers(), _shape);
    }

    public void Dispose()
    {
        _parser.Dispose();
    }

    private void ChooseColumns(string[] header)
    {
        var cells = _parser.Count;
        _columns = [.. Enumerable.Range(0, cells)];
        if (cells != _width && header.Length != 0)
        {
            _columns = [.. _columns.Where(column => !CsvDialect.IsIgnored(header[column]))];
        }

        if (_columns.Length != _width)
        {
            throw new CompilationException(DiagnosticCatalog.CalibrationRowWidth(File, _parser.RawRow, cells, _input, _width));
        }

        _rowWidth = cells;
    }

    private Array ReadFloats()
    {
        var values = new double[_width];
        for (var i = 0; i < _width; i++)
        {
            var text = Cell(_columns![i]);
            if (!CsvDialect.TryParse(text, out values[i]))
            {
                throw Invalid(i, text, "is not a number");
            }
        }

        return ElementConversion.TryConvert<double>(values, _input.Type, out var converted, out var invalid)
            ? converted
            : throw new CompilationException(DiagnosticCatalog.CalibrationNotFinite(File, _parser.RawRow, _columns![invalid] + 1));
    }

    private Array ReadIntegers()
    {
        var values = new long[_width];
        for (var i = 0; i < _width; i++)
        {
            var text = Cell(_columns![i]);
            if (!TryParseInteger(text, out values[i]))
            {
                throw Invalid(i, text, "is not an integer");
            }
        }

        return ElementConversion.TryConvert<long>(values, _input.Type, out var converted, out var invalid)
            ? converted
            : throw Invalid(invalid, Cell(_columns![invalid]), $"does not fit {PlanElementTypes.Name(_input.Type)}");
    }

    private static bool TryParseInteger(string text, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        // Data frames with a gap anywhere write integers as 5.0.
        var isExact = CsvDialect.TryParse(text, out var number) && double.IsInteger(number) && Math.Abs(number) <= LargestExactInteger;
        value = isExact ? (long)number : 0;
        return isExact;
    }

    private CompilationException Invalid(int index, string text, string reason)
    {
        return new CompilationException(DiagnosticCatalog.CalibrationCellInvalid(File, _parser.RawRow, _columns![index] + 1, text, reason));
    }

    private string Cell(int column)
    {
        var text = _parser[column];
        return text is ['"', .., '"'] ? text[1..^1].Trim() : text;
    }

    private bool TryReadRow()
    {
        try
        {
            return _parser.Read();
        }
        catch (MaxFieldSizeException exception)
        {
            throw new InvalidDataException($"a cell after row {_parser.RawRow} is longer than {MaxCellLength} characters", exception);
        }
    }
}
