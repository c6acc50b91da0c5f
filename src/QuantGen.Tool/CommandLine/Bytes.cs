using System.Globalization;

namespace QuantGen.Tool.CommandLine;

/// <summary>Sizes as a person reads them.</summary>
internal static class Bytes
{
    /// <summary><c>612 B</c>, <c>95.0 KB</c>, <c>3.1 MB</c> (of 1024).</summary>
    public static string Text(long bytes)
    {
        return bytes switch
        {
            < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
            < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MB"),
        };
    }
}
