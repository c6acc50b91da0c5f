using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Tool.CommandLine;

/// <summary>Options whose errors say which values there are.</summary>
internal static class OptionFactory
{
    /// <summary>An option that takes one of several names.</summary>
    public static Option<T> Choice<T>(string name, string description, params IReadOnlyList<T> choices)
        where T : struct, Enum
    {
        var names = choices.Select(KebabName.Of).ToArray();
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result => Parse(result, name, names, choices),
        };
        option.CompletionSources.Add(names);
        return option;
    }

    /// <summary>An option that takes a number.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">What it means.</param>
    /// <param name="initial">Its value when it is not given.</param>
    /// <param name="isValid">Whether a number is in range.</param>
    /// <param name="range">The range in words.</param>
    public static Option<T> Number<T>(string name, string description, T initial, Func<T, bool> isValid, string range)
        where T : struct, INumber<T>
    {
        return new Option<T>(name)
        {
            Description = description,
            HelpName = "NUMBER",
            DefaultValueFactory = _ => initial,
            CustomParser = result => Parse(result, name, isValid, range),
        };
    }

    private static T Parse<T>(ArgumentResult result, string option, string[] names, IReadOnlyList<T> choices)
    {
        var text = result.Tokens[0].Value;
        var index = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            return choices[index];
        }

        result.AddError($"'{text}' is not a value of '{option}'.{NearestName.Question(text, names)} It takes {string.Join(", ", names)}.");
        return default!;
    }

    private static T Parse<T>(ArgumentResult result, string option, Func<T, bool> isValid, string range)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isValid(number))
        {
            return number;
        }

        result.AddError($"'{text}' is not a value of '{option}'. It takes {range}.");
        return default;
    }
}
