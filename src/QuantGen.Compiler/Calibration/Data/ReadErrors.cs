using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Turns what goes wrong while a file is read into a diagnostic about that file.</summary>
internal static class ReadErrors
{
    /// <exception cref="CompilationException">The file is damaged or cannot be accessed.</exception>
    public static T Report<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CompilationException(DiagnosticCatalog.CalibrationUnreadable(file, exception.Message.TrimEnd('.')));
        }
    }
}
