using System.Linq;

namespace QuantGen.Plan;

/// <summary>Identifiers of the plan format: a letter or underscore, then letters, digits and underscores (ASCII).</summary>
internal static class PlanIdentifier
{
    /// <summary>
    /// Makes an identifier from any name: other characters become underscores, leading ones are dropped, and a leading digit gets an
    /// <c>n</c> before it (<c>/0/Conv</c> is <c>n0_Conv</c>).
    /// </summary>
    public static string From(string name)
    {
        var text = new string([.. name.Select(character => IsPart(character) ? character : '_')]).TrimStart('_');
        return text.Length == 0 || IsDigit(text[0]) ? "n" + text : text;
    }

    public static bool IsValid(string text)
    {
        return text.Length > 0 && !IsDigit(text[0]) && text.All(IsPart);
    }

    public static bool IsPart(char character)
    {
        return character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || IsDigit(character);
    }

    private static bool IsDigit(char character)
    {
        return character is >= '0' and <= '9';
    }
}
