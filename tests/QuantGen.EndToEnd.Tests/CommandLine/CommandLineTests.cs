using System.Text.RegularExpressions;
using QuantGen.Tool.CommandLine;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>What all verbs have in common.</summary>
public sealed partial class CommandLineTests(DigitsFolder folder) : IClassFixture<DigitsFolder>
{
    public static TheoryData<string> Verbs => [.. QuantGenCommandLine.Create().Subcommands.Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void ExampleOfTheHelpPageWorks(string verb)
    {
        var help = QuantGenProcess.Run(folder.Path, verb, "--help").Succeeded().Output;
        var example = ExamplePattern().Match(help).Groups[1].Value.Trim();
        Assert.StartsWith($"quantgen {verb} ", example, StringComparison.Ordinal);
        Assert.Equal(0, QuantGenProcess.Run(folder.Path, example.Split(' ')[1..]).ExitCode);
    }

    [Fact]
    public void HelpListsTheVerbs()
    {
        var help = QuantGenProcess.Run(folder.Path, "--help").Succeeded().Output;
        Assert.Contains("quantgen [command] [options]", help, StringComparison.Ordinal);
        Assert.Contains("/docs/quantgen.md", help, StringComparison.Ordinal);
        Assert.All(QuantGenCommandLine.Create().Subcommands, verb => Assert.Contains($"  {verb.Name} ", help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("biuld", "quantgen: 'biuld' is not a verb. Did you mean 'build'?")]
    [InlineData("", "quantgen: it needs a verb: ")]
    [InlineData("build --outptu x", "quantgen build: '--outptu' is not an option. Did you mean '--output'?")]
    [InlineData("build --sources a --project-directory b", "quantgen build: Option '--output' is required.")]
    [InlineData("build more", "quantgen build: 'more' is one argument too many.")]
    public void WrongArgumentsAreAnsweredWithTheNearestRightOnes(string arguments, string message)
    {
        QuantGenProcess.Run(folder.Path, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).IsUsageError(message);
    }

    [GeneratedRegex(@"^Example:\s+(quantgen .+)$", RegexOptions.Multiline)]
    private static partial Regex ExamplePattern();
}
