using System.Diagnostics;
using System.Text.RegularExpressions;

namespace QuantGen.Build.Tests;

/// <summary>A build server that has the committed scale table and not the calibration data.</summary>
public sealed partial class ScaleTableBuildTests : IDisposable
{
    private const string Table = "digits.scales.json";
    private const string WithTable = $", ScaleTable = \"{Table}\")]";

    private readonly TestProject _project = new();

    [Fact]
    public void Committed_table_makes_data_unnecessary_and_a_stale_one_says_what_to_run()
    {
        var declaration = TestProject.Declaration.Replace(")]", WithTable, StringComparison.Ordinal);
        _project.Write("DigitClassifier.cs", declaration);
        _project.BuildCleanly();
        var (weights, table) = (_project.Output(".qweights"), File.ReadAllText(_project[Table]));

        // A fresh clone: nothing that a build leaves, and no data.
        Directory.Delete(_project["obj"], recursive: true);
        File.Delete(_project[TestProject.Data]);
        var built = _project.BuildCleanly();
        Assert.True(built.CompiledModel, built.Output);
        Assert.DoesNotContain("SQNR", built.Output, StringComparison.Ordinal); // what a calibration ends with
        Assert.Equal(weights, _project.Output(".qweights"));

        // An option that the ranges depend on.
        _project.Write("DigitClassifier.cs", declaration.Replace(WithTable, ", PerChannel = false" + WithTable, StringComparison.Ordinal));
        var stale = _project.Build("--no-restore");
        Assert.False(stale.Succeeded);
        Assert.Contains($"{Table} : error QG0232: ", stale.Output, StringComparison.Ordinal);
        Assert.Equal(table, File.ReadAllText(_project[Table]));

        // As the message says: where the data is, from any folder.
        var command = RefreshCommand().Match(stale.Output).Value;
        Assert.False(RunInShell(command).Succeeded);
        Assert.Equal(table, File.ReadAllText(_project[Table]));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Assets", TestProject.Data), _project[TestProject.Data]);
        var refreshed = RunInShell(command);
        Assert.True(refreshed.Succeeded, refreshed.Output);
        Assert.NotEqual(table, File.ReadAllText(_project[Table]));

        File.Delete(_project[TestProject.Data]);
        _project.BuildCleanly("--no-restore");
        Assert.Equal("10 scores", _project.RunProgram());
    }

    public void Dispose()
    {
        _project.Dispose();
    }

    private static BuildResult RunInShell(string command)
    {
        string[] shell = OperatingSystem.IsWindows() ? ["cmd", "/c"] : ["/bin/sh", "-c"];
        var start = new ProcessStartInfo(shell[0], [shell[1], command])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            // Without servers that would outlive the test.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new BuildResult(process.ExitCode, output);
    }

    /// <summary>What follows on the line is the project that MSBuild's log adds.</summary>
    [GeneratedRegex("""dotnet build ".+?" -p:\S+""")]
    private static partial Regex RefreshCommand();
}
