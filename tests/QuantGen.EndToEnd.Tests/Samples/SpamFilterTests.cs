using System.Globalization;
using System.Text.RegularExpressions;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Samples;

/// <summary>The spam filter as a user runs it.</summary>
public sealed partial class SpamFilterTests : IDisposable
{
    private readonly SampleProgram _program = new("SpamFilter");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quantgen-spam-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void JudgesItsMessagesAsAPersonDoes()
    {
        var run = _program.Run();
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("messages: 24, spam: 8, right: 24 of 24 (100.0 %)", run.LastLine);
    }

    /// <summary>As right as the float model is on messages that training did not see: 98.2 %.</summary>
    [SkippableFact]
    public void IsAsRightAsTheFloatModelOnUnseenMessages()
    {
        var run = _program.Run(SharedData.Models("data/sms_spam/test.tsv"));
        Assert.True(run.ExitCode == 0, run.Errors);
        var line = LastLine().Match(run.LastLine);
        Assert.Equal("1174", line.Groups["messages"].Value);
        Assert.InRange(double.Parse(line.Groups["percent"].Value, CultureInfo.InvariantCulture), 98.1, 100);
    }

    [Fact]
    public void AMessageIsJudgedAloneAsAmongOthers()
    {
        var messages = File.ReadAllLines(Path.Combine(_program.Folder, "messages.tsv"));
        var together = _program.Run().Output.Split('\n');
        foreach (var index in new[] { 2, 21 })
        {
            Assert.Equal(together[index], Judge(messages[index]).Output.Split('\n')[0]);
        }
    }

    [Fact]
    public void PassesOnWhatIsNoSpam()
    {
        const string Friendly = "see you at the station at six";
        Assert.Equal(Friendly, Judge(Friendly + "\nURGENT! You have won a FREE prize, call 09061234567 now to claim\n\n", "--filter").Output.Trim());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public void NoMessagesAreNoFault(string content)
    {
        Assert.Equal("messages: 0, spam: 0", Judge(content).LastLine);
    }

    [Fact]
    public void TextThatTheModelNeverSawIsJudgedAllTheSame()
    {
        var run = Judge("\U0001F600 \u00E9t\u00E9 \u65E5\u672C\n" + string.Join(' ', Enumerable.Repeat("word", 5000)));
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("messages: 2", run.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesAFileThatIsNotThere()
    {
        var run = _program.Run(Path.Combine(_folder.FullName, "missing.txt"));
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("missing.txt", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("-0.5")]
    [InlineData("x")]
    public void RefusesAThresholdThatIsNoProbability(string threshold)
    {
        var run = _program.Run("--threshold", threshold);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--threshold", run.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^messages: (?<messages>\d+), spam: \d+, right: \d+ of \d+ \((?<percent>[\d.]+) %\)$")]
    private static partial Regex LastLine();

    private SampleRun Judge(string content, params string[] options)
    {
        var path = Path.Combine(_folder.FullName, "messages.txt");
        File.WriteAllText(path, content);
        return _program.Run([path, .. options]);
    }
}
