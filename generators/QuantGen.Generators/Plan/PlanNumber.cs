using System;
using System.Globalization;

namespace QuantGen.Plan;

/// <summary>
/// Numbers as text: invariant, with as many digits (from six) as it takes to read back the same bits, the same on every .NET
/// runtime.
/// </summary>
/// <remarks>
/// <c>ToString("R")</c> is not used: what it prints differs between .NET Framework, where an IDE may run the generator, and .NET.
/// </remarks>
internal static class PlanNumber
{
    public const string Infinity = "infinity";
    public const string NotANumber = "nan";

    private static readonly string[] FloatFormats = ["G6", "G7", "G8", "G9"];
    private static readonly string[] DoubleFormats = ["G6", "G15", "G16", "G17"];

    public static string Format(long value)
    {
        return value.ToString(CultureInfo.InvariantCulture);
    }

    public static string Format(float value)
    {
        return Format(value, FloatFormats, text => (float)Parse(text) == (float)value);
    }

    public static string Format(double value)
    {
        return Format(value, DoubleFormats, text => Parse(text) == value);
    }

    /// <summary>Reads a finite number: digits, optionally a sign, a fraction and an exponent.</summary>
    /// <returns>False when the text is no such number or its magnitude is too large for a double.</returns>
    public static bool TryParse(string text, out double value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) ||
            double.IsInfinity(value) || double.IsNaN(value))
        {
            return false;
        }

        if (value == 0 && text[0] == '-')
        {
            value = -0.0; // .NET Framework reads "-0" as 0.
        }

        return true;
    }

    private static double Parse(string text)
    {
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static string Format(double value, string[] formats, Func<string, bool> readsBack)
    {
        if (double.IsNaN(value))
        {
            return NotANumber;
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? Infinity : "-" + Infinity;
        }

        if (value == 0)
        {
            return 1 / value < 0 ? "-0" : "0";
        }

        foreach (var format in formats)
        {
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            if (readsBack(text))
            {
                return text;
            }
        }

        return value.ToString(formats[formats.Length - 1], CultureInfo.InvariantCulture);
    }
}
