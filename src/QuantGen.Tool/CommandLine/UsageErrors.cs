using System.CommandLine;
using System.CommandLine.Parsing;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Tool.CommandLine;

/// <summary>Says what is wrong with a command line, and what it may have been meant to be.</summary>
internal static class UsageErrors
{
    /// <summary>Whether a command line is not understood.</summary>
    public static bool IsWrong(ParseResult result)
    {
        return result.Errors.Count > 0 || OptionTakenAsArgument(result) is not null;
    }

    /// <summary>Prints the errors of a command line.</summary>
    public static void Print(ParseResult result, TextWriter errors)
    {
        var command = result.CommandResult.Command;
        Print(command, Messages(result, command), errors);
    }

    /// <summary>Prints errors of a command.</summary>
    public static void Print(Command command, IEnumerable<string> messages, TextWriter errors)
    {
        var name = command is Verb ? $"quantgen {command.Name}" : command.Name;
        foreach (var message in messages)
        {
            errors.WriteLine($"{name}: {message}");
        }

        errors.WriteLine($"'{name} --help' shows what it takes.");
    }

    /// <summary>What to say of an option that does not exist.</summary>
    public static string UnknownOption(string given, IEnumerable<Option> options)
    {
        return $"'{given}' is not an option.{NearestName.Question(given, options.Where(option => !option.Hidden).SelectMany(Names))}";
    }

    private static IEnumerable<string> Messages(ParseResult result, Command command)
    {
        // What follows an argument that is not understood is seldom more than its consequence.
        if (Unknown(result) is { } unknown)
        {
            return [unknown];
        }

        return command is not Verb
            ? [$"it needs a verb: {string.Join(", ", Names(command.Subcommands))}."]
            : result.Errors.Select(Describe).Distinct();
    }

    private static string Describe(ParseError error)
    {
        return error.SymbolResult is ArgumentResult { Parent: CommandResult, Tokens.Count: 0 } missing
            ? $"{missing.Argument.Name} is missing."
            : error.Message;
    }

    /// <summary>
    /// An option that does not exist comes to stand where an argument is expected, as a model's name for one. A file of such a name can be given
    /// after <c>--</c>.
    /// </summary>
    private static string? OptionTakenAsArgument(ParseResult result)
    {
        return result.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? null
            : result.CommandResult.Children.OfType<ArgumentResult>()
                .SelectMany(argument => argument.Tokens)
                .Select(token => token.Value)
                .FirstOrDefault(token => token.StartsWith('-'));
    }

    private static string? Unknown(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var tokens = result.UnmatchedTokens;
        if ((OptionTakenAsArgument(result) ?? tokens.FirstOrDefault(token => token.StartsWith('-'))) is { } option)
        {
            return UnknownOption(option, command.Options.Concat(result.RootCommandResult.Command.Options));
        }

        if (tokens.Count == 0)
        {
            return null;
        }

        return command is not Verb
            ? $"'{tokens[0]}' is not a verb.{NearestName.Question(tokens[0], Names(command.Subcommands))}"
            : $"'{tokens[0]}' is one argument too many.";
    }

    private static IEnumerable<string> Names(IEnumerable<Command> commands)
    {
        return commands.Where(command => !command.Hidden).Select(command => command.Name);
    }

    private static IEnumerable<string> Names(Option option)
    {
        return option.Aliases.Prepend(option.Name).Where(name => name.StartsWith('-'));
    }
}
