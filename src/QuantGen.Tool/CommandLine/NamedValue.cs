using System.CommandLine;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Tool.CommandLine;

/// <summary>Arguments of the form <c>NAME=VALUE</c>, where the name is an input or output of the model.</summary>
internal static class NamedValue
{
    /// <summary>Splits an argument.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="option">The option that it was given to, which takes several.</param>
    /// <param name="text">The argument.</param>
    /// <param name="names">The names that exist; an ONNX name may hold an equals sign itself.</param>
    /// <param name="kind">What they are names of, in one word.</param>
    /// <exception cref="UsageException">There is no equals sign, or no such name, or it is no argument at all.</exception>
    public static (string Name, string Value) Split(Command command, Option option, string text, IReadOnlyCollection<string> names, string kind)
    {
        if (names.FirstOrDefault(name => text.StartsWith(name + '=', StringComparison.Ordinal)) is { } known)
        {
            return (known, text[(known.Length + 1)..]);
        }

        // An option that takes several arguments takes a misspelled option for one of them.
        if (text.StartsWith('-'))
        {
            throw new UsageException(UsageErrors.UnknownOption(text, command.Options));
        }

        return text.IndexOf('=') is > 0 and var end
            ? throw Unknown(text[..end], names, kind)
            : throw new UsageException($"'{text}' is not a value of '{option.Name}'. It takes {kind.ToUpperInvariant()}=VALUE.");
    }

    /// <summary>The error for a name that does not exist.</summary>
    public static UsageException Unknown(string name, IReadOnlyCollection<string> names, string kind)
    {
        return new UsageException(
            $"the model has no {kind} '{name}'.{NearestName.Question(name, names)} It has {string.Join(", ", names.Select(known => $"'{known}'"))}.");
    }

    /// <summary>Checks that no name is given twice.</summary>
    /// <exception cref="UsageException">One is.</exception>
    public static void CheckDistinct(string option, IEnumerable<string> names)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UsageException($"'{option}' is given twice for '{twice.Key}'.");
        }
    }
}
