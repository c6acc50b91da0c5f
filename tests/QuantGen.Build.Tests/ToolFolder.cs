using QuantGen.Findings;
using QuantGen.Tool.Building;

namespace QuantGen.Build.Tests;

/// <summary>A folder with sources, a model and data, built by the tool in this process: what needs no compiler to be tested.</summary>
internal sealed class ToolFolder : IDisposable
{
    public ToolFolder()
    {
        foreach (var asset in new[] { TestProject.Model, TestProject.Data })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Assets", asset), this[asset]);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("quantgen-tool-").FullName;

    public string OutputFolder => this["output"];

    public string this[string file] => Path.Combine(Folder, file);

    /// <summary>Declares classes, each by the arguments of its attribute after the mode, in one file.</summary>
    public void Declare(params (string Name, string Arguments)[] classes)
    {
        const string Usings = "using QuantGen;\nusing static QuantGen.QuantizationMode;\n";
        var declarations = classes.Select(item => $"[Quantize(Static, {item.Arguments})]\npublic partial class {item.Name};\n");
        File.WriteAllText(this["Models.cs"], Usings + string.Concat(declarations));
    }

    /// <summary>The command line of a build in a process of its own, after <c>dotnet</c>.</summary>
    public string[] BuildArguments()
    {
        var tool = Path.Combine(BuildOutput.Binaries("QuantGen.Tool"), "QuantGen.Tool.dll");
        return [tool, "build", "--project-directory", Folder, "--sources", WriteSourceList(), "--output", OutputFolder];
    }

    /// <summary>Builds with every C# file in the folder.</summary>
    public ToolResult Build(bool refreshScales = false, bool isDesignTime = false, params string[] symbols)
    {
        var options = new BuildOptions
        {
            ProjectDirectory = Folder,
            SourceList = WriteSourceList(),
            OutputDirectory = OutputFolder,
            PreprocessorSymbols = symbols,
            RefreshScales = refreshScales,
            IsDesignTime = isDesignTime,
        };
        var log = new StringWriter();
        return new ToolResult(new ModelBuild(options, new BuildLog(log)).Run(), log.ToString());
    }

    /// <summary>What the last build left for the editor.</summary>
    public IReadOnlyList<BuildFinding> Findings()
    {
        return [.. BuildFinding.ParseAll(File.ReadAllText(Path.Combine(OutputFolder, BuildFinding.FileName)))];
    }

    /// <summary>The classes that have a plan.</summary>
    public IEnumerable<string> Planned()
    {
        var plans = Directory.GetFiles(OutputFolder, "*.qplan");
        return plans.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
    }

    private string WriteSourceList()
    {
        File.WriteAllLines(this["sources"], Directory.GetFiles(Folder, "*.cs").Select(file => file + "|now"));
        return this["sources"];
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>How the tool ended, and what it printed.</summary>
internal sealed record ToolResult(bool Succeeded, string Log)
{
    /// <summary>Whether the tool compiled a class's model.</summary>
    public bool Compiled(string className)
    {
        return Log.Contains($"QuantGen: {className}: ", StringComparison.Ordinal);
    }
}
