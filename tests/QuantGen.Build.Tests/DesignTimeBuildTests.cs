using System.Text;
using System.Text.Json;

namespace QuantGen.Build.Tests;

/// <summary>Builds that an editor starts to learn the project's types.</summary>
public sealed class DesignTimeBuildTests : IDisposable
{
    private readonly TestProject _project = new();

    [Fact]
    public void Design_time_build_has_the_types_without_calibration_and_keeps_a_full_plan()
    {
        // Before any build, and without data: the program compiles against the generated types.
        File.Delete(_project[TestProject.Data]);
        var first = DesignTimeBuild("-restore");

        Assert.True(first.Succeeded, first.Output);
        Assert.Contains("DigitClassifier.cs(4,2): warning QG0222", first.Output, StringComparison.Ordinal);
        Assert.Equal([TestProject.ClassName + ".qplan"], _project.Outputs());
        var header = Plan();
        Assert.DoesNotContain("\nstep ", header, StringComparison.Ordinal);
        Assert.Contains("\ninput ", header, StringComparison.Ordinal);

        // A real build does not take the header for a plan.
        _project.Restore();
        _project.BuildCleanly("--no-restore");
        var full = Plan();
        Assert.StartsWith(header[..header.IndexOf("\nsymbol", StringComparison.Ordinal)], full, StringComparison.Ordinal);
        Assert.Contains("\nstep ", full, StringComparison.Ordinal);
        Assert.Equal("10 scores", _project.RunProgram());

        // A design-time build leaves that alone, even when the data changed.
        File.AppendAllText(_project[TestProject.Data], "wrong\n");
        Assert.True(DesignTimeBuild().Succeeded);
        Assert.Equal(full, Plan());
        Assert.False(_project.Build("--no-restore").Succeeded);

        // Without a model it warns.
        File.Delete(_project[TestProject.Model]);
        var last = DesignTimeBuild();
        Assert.True(last.Succeeded, last.Output);
        Assert.Contains("warning QG0101", last.Output, StringComparison.Ordinal);
        Assert.Equal(full, Plan());
    }

    [Fact]
    public void What_the_build_finds_is_shown_where_it_can_be_fixed()
    {
        _project.Write("DigitClassifier.cs", TestProject.Declaration.Replace("digits_mlp.onnx", "digit_mlp.onnx", StringComparison.Ordinal));

        var result = DesignTimeBuild("-restore");

        // The tool points at the attribute; the analyzer at the path, which a code fix corrects.
        Assert.Contains("DigitClassifier.cs(4,2): warning QG0101", result.Output, StringComparison.Ordinal);
        Assert.Contains("DigitClassifier.cs(4,44): warning QG0101", result.Output, StringComparison.Ordinal);

        // The tool alone reports it in a real build.
        var real = _project.Build("--no-restore").Output;
        Assert.Contains("DigitClassifier.cs(4,2): error QG0101", real, StringComparison.Ordinal);
        Assert.DoesNotContain("(4,44)", real, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_fixes_correct_a_declaration_before_it_was_ever_built()
    {
        var codeFixes = Path.Combine(BuildOutput.Binaries("QuantGen.CodeFixes"), "QuantGen.CodeFixes.dll");
        _project.Write("App.csproj", TestProject.ProjectFile("net10.0", $"""<ItemGroup><Analyzer Include="{codeFixes}" /></ItemGroup>"""));
        var wrong = TestProject.Declaration
            .Replace("digits_mlp.onnx", "digit_mlp.onnx", StringComparison.Ordinal)
            .Replace("digits.csv\"", "digts.csv\", BlockSize = 16", StringComparison.Ordinal);
        _project.Write("DigitClassifier.cs", wrong);

        // It loads the project as editors do: by a design-time build.
        var result = DotNet.Run(_project.Folder, null, ["format", "analyzers", "App.csproj", "--severity", "warn", "--diagnostics", "QG0007", "QG0101", "QG0222"]);

        Assert.True(result.Succeeded, result.Output);
        Assert.Equal(TestProject.Declaration, File.ReadAllText(_project["DigitClassifier.cs"]));
    }

    [Fact]
    public void Editors_know_what_a_build_depends_on()
    {
        // As Visual Studio's targets declare them.
        const string Targets = """
            <Target Name="CollectUpToDateCheckInputDesignTime" Returns="@(UpToDateCheckInput)" />
            <Target Name="CollectUpToDateCheckOutputDesignTime" Returns="@(UpToDateCheckOutput)" />
            """;
        _project.Write("App.csproj", TestProject.ProjectFile("net10.0", Targets));
        _project.BuildCleanly();

        var inputs = Items("CollectUpToDateCheckInputDesignTime", "UpToDateCheckInput");
        var outputs = Items("CollectUpToDateCheckOutputDesignTime", "UpToDateCheckOutput");

        Assert.Equal([_project[TestProject.Data], _project[TestProject.Model]], inputs.Order(StringComparer.Ordinal));
        Assert.Equal([Path.Combine(_project.OutputFolder, "quantgen.stamp")], outputs);
        Assert.All(outputs, output => Assert.True(File.Exists(output)));
    }

    public void Dispose()
    {
        _project.Dispose();
    }

    private BuildResult DesignTimeBuild(params string[] arguments)
    {
        return _project.Build([.. arguments, "-t:Compile", "-p:DesignTimeBuild=true"]);
    }

    /// <summary>Items of the set that is compared with the stamp.</summary>
    private string[] Items(string target, string item)
    {
        var result = DotNet.Run(_project.Folder, null, ["msbuild", "-nologo", "-nodeReuse:false", $"-t:{target}", $"-getItem:{item}", "-p:DesignTimeBuild=true"]);
        Assert.True(result.Succeeded, result.Output);
        using var json = JsonDocument.Parse(result.Output);
        return
        [
            .. json.RootElement.GetProperty("Items").GetProperty(item).EnumerateArray()
                .Where(element => element.TryGetProperty("Set", out var set) && set.GetString() == "QuantGen")
                .Select(element => element.GetProperty("FullPath").GetString()!),
        ];
    }

    private string Plan()
    {
        return Encoding.UTF8.GetString(_project.Output(".qplan"));
    }
}
