using QuantGen.TestSupport.Documentation;

namespace QuantGen.Build.Tests.Packages;

/// <summary>The page for newcomers, followed to the letter: its files are written, its commands run, and what they print is what it shows.</summary>
[Collection(PackageTests.Name)]
public sealed class GettingStartedTests(PackageFeed feed)
{
    private readonly UserFolder _folder = new(feed, "a newcomer's");

    private string _printed = "";

    [SkippableFact]
    public void Page_works_from_an_empty_folder_and_the_packages()
    {
        Skip.If(OperatingSystem.IsWindows(), "the page's commands are for a shell that Windows does not have");
        _folder.Write("nuget.config", $"""<configuration><packageSources><clear /><add key="packed" value="{feed.Packages}" /></packageSources></configuration>""");
        _folder.Write("place", _folder.Path);

        foreach (var block in DocumentPage.Get(DocumentPage.GettingStarted).Blocks.Where(block => block.Kind == BlockKind.Walkthrough))
        {
            Follow(block);
        }
    }

    private void Follow(DocumentBlock block)
    {
        if (block.NoteValue("file") is { Length: > 0 } file)
        {
            File.WriteAllText(Path.Combine(File.ReadAllText(_folder["place"]).Trim(), file), block.Text);
        }
        else if (block.Language == "sh")
        {
            _printed = RunCommands(block.Text);
        }
        else
        {
            Assert.True(block.Language == "text", $"{block}: neither a file, nor commands, nor what they print.");
            PrintedText.AssertIs(block.Text, _printed);
        }
    }

    /// <summary>Runs commands where the ones before left off, without servers that would outlive the test.</summary>
    private string RunCommands(string commands)
    {
        var script = $"""
            set -e
            export QUANTGEN="{BuildOutput.Repository}" MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false NuGetAudit=false
            cd "$(cat "{_folder["place"]}")"
            {commands}
            pwd > "{_folder["place"]}"
            """;
        return _folder.Run("bash", "-c", script);
    }
}
