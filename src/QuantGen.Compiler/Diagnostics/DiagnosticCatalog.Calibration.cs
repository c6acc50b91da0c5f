using QuantGen.Compiler.Calibration.Data;
using QuantGen.Findings;

namespace QuantGen.Compiler.Diagnostics;

/// <content>
/// 022x and 023x: calibration data and scale tables. Rows and columns count from 1; in a CSV file a row is a line of the file.
/// </content>
internal static partial class DiagnosticCatalog
{
    public static Diagnostic CalibrationNotGiven(DiagnosticLocation location, string className)
    {
        return Error(
            "QG0221",
            location,
            $"Static quantization of '{className}' needs calibration data. Add Calibration = \"data.csv\" to the attribute "
                + "(--calibration data.csv on a command line), or choose QuantizationMode.Dynamic.") with
        {
            Fix = new AttributeFix(ArgumentEdit.Set, "Calibration"),
        };
    }

    public static Diagnostic CalibrationMissing(DiagnosticLocation location, string file, string what = "calibration data")
    {
        return Error("QG0222", location, $"The {what} '{file}' does not exist.{NearestFile(file)} {CorrectPath(location, "Calibration", "")}") with
        {
            Fix = new AttributeFix(ArgumentEdit.Set, "Calibration"),
        };
    }

    public static Diagnostic CalibrationEmpty(string file, string reason)
    {
        return Error("QG0223", new(file), $"The calibration data holds no sample: {reason}. {SomeSamples}");
    }

    public static Diagnostic CalibrationRowWidth(string file, int row, int actual, CalibrationInput input, long expected)
    {
        var remedy = actual < expected
            ? "A row is a whole sample."
            : "Columns to leave out must be named label, class, target or y by a header, or have an empty name there.";
        return Error(
            "QG0224", new(file, row), $"The row has {Columns(actual)}; input '{input.Name}', {input}, takes {expected}. {remedy}");
    }

    public static Diagnostic CalibrationRowDiffers(string file, int row, int actual, int first)
    {
        return Error("QG0224", new(file, row), $"The row has {Columns(actual)}; the first row has {first}. Repair the row, or remove it.");
    }

    public static Diagnostic CalibrationCellInvalid(string file, int row, int column, string text, string reason)
    {
        var message = $"Row {row}, column {column}: '{Shorten(text)}' {reason}. Write numbers with a decimal point.";
        return Error("QG0225", new(file, row, column), message);
    }

    public static Diagnostic CalibrationNotFinite(string file, int row, int column)
    {
        return Error("QG0226", new(file, row, column), $"Row {row}, column {column} {NotFinite}");
    }

    public static Diagnostic CalibrationArrayNotFinite(string file, string array, long sample, int element)
    {
        return Error("QG0226", new(file), $"Sample {sample}, element {element} of {array} {NotFinite}");
    }

    public static Diagnostic CalibrationUnreadable(string file, string reason)
    {
        return Error(
            "QG0227", new(file), $"The calibration data cannot be read: {reason}. Give a CSV file, NumPy's .npy or .npz, or a folder of these.");
    }

    public static Diagnostic CalibrationMismatch(string file, string input, string reason)
    {
        return Error(
            "QG0228", new(file), $"The calibration data does not fit input '{input}': {reason}. {DocumentationLinks.Root}calibration-data.md says what fits.");
    }

    /// <param name="file">The file or folder that the user named.</param>
    /// <param name="inputs">All that the model takes.</param>
    /// <param name="input">The one that has no array.</param>
    /// <param name="expected">How the array would be named.</param>
    public static Diagnostic CalibrationInputMissing(string file, IReadOnlyList<CalibrationInput> inputs, string input, string expected)
    {
        var all = inputs.Count == 1 ? "" : $" The model has {inputs.Count} inputs: {string.Join(", ", inputs.Select(each => $"'{each.Name}'"))}.";
        return Error("QG0229", new(file), $"The calibration data has no array for input '{input}'.{all} Name one {expected}.");
    }

    public static Diagnostic CalibrationTooSmall(string file, int samples)
    {
        var given = samples == 1 ? "1 sample" : $"{samples} samples";
        return Warning(
            "QG0233",
            new(file),
            $"The calibration data says little: it has {given}, too few to hold one out, and accuracy is measured on a sample that ranges were chosen on. {SomeSamples}");
    }

    public static Diagnostic CalibrationNotVaried(string file, int samples)
    {
        return Warning("QG0233", new(file), $"The calibration data says little: its {samples} samples are all the same. {SomeSamples}");
    }

    public static Diagnostic ScaleTableInvalid(DiagnosticLocation location, string reason)
    {
        return Error("QG0231", location, $"The scale table cannot be used: {reason}. If it is a scale table, restore it from version control, or delete it to calibrate again.");
    }

    /// <param name="file">The table.</param>
    /// <param name="changed">What changed, in words.</param>
    /// <param name="refreshCommand">The command that calibrates again, to be copied as it is: nothing follows it. Null where none does.</param>
    public static Diagnostic ScaleTableStale(string file, string changed, string? refreshCommand)
    {
        var remedy = refreshCommand is null ? "Delete it to calibrate again." : $"To calibrate again, where the data is: {refreshCommand}";
        return Error("QG0232", new(file), $"The scale table is out of date: {changed} changed since it was written. {remedy}");
    }

    private const string SomeSamples = "Give some tens to hundreds of typical inputs.";

    private const string NotFinite = "is NaN or infinite, or too large for the input's type. Remove the sample or repair the value.";

    private static string Columns(int count)
    {
        return count == 1 ? "1 column" : $"{count} columns";
    }

    private static string Shorten(string text)
    {
        const int MaxLength = 40;
        return text.Length <= MaxLength ? text : text[..MaxLength] + "...";
    }
}
