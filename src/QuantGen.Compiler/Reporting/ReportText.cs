using System.Globalization;

namespace QuantGen.Compiler.Reporting;

/// <summary>Numbers as a report shows them, the same on every machine.</summary>
internal static class ReportText
{
    public static string Decibels(double value)
    {
        return double.IsPositiveInfinity(value) ? "exact"
            : double.IsNegativeInfinity(value) ? "no signal"
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} dB");
    }

    /// <param name="share">0 to 1.</param>
    public static string Percent(double share)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
    }

    /// <summary>Three digits that count, without an exponent where a person would write none.</summary>
    public static string Number(double value)
    {
        var isPlain = Math.Abs(value) is >= 1000 and < 1e6;
        return isPlain ? Count((long)(Math.Round(value / 10) * 10)) : value.ToString("G3", CultureInfo.InvariantCulture);
    }

    public static string Count(long value)
    {
        return value.ToString("N0", CultureInfo.InvariantCulture);
    }

    public static string Kilobytes(long bytes)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N1} KB");
    }

    public static string Microseconds(double value)
    {
        return value < 1000 ? $"{Number(value)} µs" : $"{Number(value / 1000)} ms";
    }

    /// <summary>A coordinate of a drawing.</summary>
    public static string Coordinate(double value)
    {
        return value.ToString("0.##", CultureInfo.InvariantCulture);
    }
}
