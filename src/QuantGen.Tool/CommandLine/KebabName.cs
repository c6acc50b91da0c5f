using System.Text.RegularExpressions;

namespace QuantGen.Tool.CommandLine;

/// <summary>Names of C# as a command line writes them: <c>WeightOnly</c> is <c>weight-only</c>, <c>BFloat16</c> is <c>bfloat16</c>.</summary>
internal static partial class KebabName
{
    public static string Of(string name)
    {
        return InnerCapital().Replace(name, "-$0").ToLowerInvariant();
    }

    public static string Of<T>(T value)
        where T : struct, Enum
    {
        return Of(value.ToString());
    }

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex InnerCapital();
}
