using System.Text.RegularExpressions;
using QuantGen.EndToEnd.Tests.CommandLine;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Documentation;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>Commands in the documentation print what it shows.</summary>
public sealed partial class TranscriptTests(DocumentFolder folder) : IClassFixture<DocumentFolder>
{
    private const string Prompt = "$ ";

    public static TheoryData<string, int> Transcripts => DocumentPage.BlocksOf(BlockKind.Transcript);

    [SkippableTheory]
    [MemberData(nameof(Transcripts))]
    public void CommandsPrintWhatIsShown(string page, int line)
    {
        var block = DocumentPage.Get(page).BlockAt(line);
        foreach (var step in ("\n" + block.Text).Split("\n" + Prompt).Skip(1))
        {
            var lines = step.Split('\n', 2);
            PrintedText.AssertIs(lines[1], Run(lines[0]), block.NoteValue("figures vary") is not null);
        }
    }

    private string Run(string command)
    {
        // The pages measure for long, for figures that are worth printing; here nobody reads them.
        var words = Seconds().Replace(command, "--seconds 0.02").Split(' ');
        Assert.Equal("quantgen", words[0]);
        if (words.Contains("onnxruntime"))
        {
            OnnxRuntimeLibrary.Require();
        }

        if (words.FirstOrDefault(word => word.EndsWith(".onnx", StringComparison.Ordinal)) is { } model && !File.Exists(folder[model]))
        {
            File.Copy(SharedData.Models("quantized/" + model), folder[model]);
        }

        var result = QuantGenProcess.Run(folder.Path, words[1..]);
        return result.Output + result.Errors;
    }

    [GeneratedRegex(@"--seconds \d+")]
    private static partial Regex Seconds();
}
