using System.Text.RegularExpressions;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Documentation;
using QuantGen.Tool.CommandLine;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>Commands in the documentation that a test cannot run: what they name is there, and their options are.</summary>
public sealed partial class CommandSnippetTests
{
    /// <summary>What a reader's system has.</summary>
    private static readonly string[] OtherPrograms = ["cd", "cp", "export", "git", "npm"];

    public static TheoryData<string, int> Commands => DocumentPage.BlocksOf(BlockKind.Commands);

    public static TheoryData<string> Pages => [.. DocumentPage.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void CommandsNameWhatIsThere(string page, int line)
    {
        foreach (var command in DocumentPage.Get(page).BlockAt(line).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Check(command, isWhole: true);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void CommandsWithinTheTextNameWhatIsThere(string page)
    {
        var commands = InlineCommand().Matches(DocumentPage.Get(page).Prose.ReplaceLineEndings(" ")).Select(match => match.Groups[1].Value);
        foreach (var command in commands.Where(command => !Placeholder().IsMatch(command)))
        {
            Check(command, isWhole: false);
        }
    }

    private static void Check(string command, bool isWhole)
    {
        var words = Word().Matches(Assignments().Replace(command.Split(" #")[0].Trim(), "")).Select(match => match.Value.Trim('"')).ToArray();
        if (words[0] is "dotnet")
        {
            CheckDotNet(words, command);
        }
        else if (words[0] is "quantgen")
        {
            // Within a sentence, a command has the options that the sentence is about.
            var errors = QuantGenCommandLine.Create().Parse([.. words.Skip(1)]).Errors.Select(error => error.Message)
                .Where(error => isWhole || !error.Contains("required", StringComparison.OrdinalIgnoreCase));
            Assert.True(!errors.Any(), $"{command}: {string.Join(" ", errors)}");
        }
        else
        {
            Assert.True(OtherPrograms.Contains(words[0]) || File.Exists(DocumentPage.FullPath(words[0])), command);
        }
    }

    private static void CheckDotNet(string[] words, string command)
    {
        foreach (var (option, value) in words.Zip(words.Skip(1)))
        {
            if (option == "--project")
            {
                Assert.True(Path.Exists(DocumentPage.FullPath(value)), command);
            }
            else if (option == "--filter")
            {
                Assert.All(TestName().Matches(value).Select(match => match.Value), name => Assert.True(HasTest(name), $"{command}: {name}"));
            }
        }

        foreach (Match property in Property().Matches(command))
        {
            Assert.True(BuildProperties.IsKnown(property.Groups[1].Value), command);
        }
    }

    private static bool HasTest(string name)
    {
        return name is "FullyQualifiedName"
            || Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "tests"), $"*{name}*.cs", SearchOption.AllDirectories).Any();
    }

    [GeneratedRegex(@"(?<!`)`((?:[A-Z_]+=\S+ )*(?:dotnet|quantgen) [^`]+ [^`]+)`(?!`)")]
    private static partial Regex InlineCommand();

    /// <summary>What a reader fills in, or chooses: such a line is no command yet.</summary>
    [GeneratedRegex(@"\b[A-Z]{2,}\b(?!=)|[|\[\]]|\.\.\.")]
    private static partial Regex Placeholder();

    /// <summary>What stands before the command: variables for it alone.</summary>
    [GeneratedRegex(@"^([A-Z_]+=(\$\([^)]*\)|\S*)\s+)+")]
    private static partial Regex Assignments();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\w+")]
    private static partial Regex TestName();

    [GeneratedRegex(@"-p:(\w+)=")]
    private static partial Regex Property();
}
