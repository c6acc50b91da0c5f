using System.Text.RegularExpressions;

namespace QuantGen.Tool.Building;

/// <summary>What <c>quantgen build</c> was asked to do.</summary>
internal sealed partial record BuildOptions
{
    /// <summary>The folder that the attribute's paths are relative to.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>The project, if it is known: what <see cref="RefreshCommand"/> builds.</summary>
    public string? ProjectFile { get; init; }

    /// <summary>A file that lists the project's C# files.</summary>
    public required string SourceList { get; init; }

    /// <summary>The folder for plans and weights.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>The symbols that <c>#if</c> tests in the sources.</summary>
    public IReadOnlyList<string> PreprocessorSymbols { get; init; } = [];

    /// <summary>Header-only plans are enough.</summary>
    public bool IsDesignTime { get; init; }

    /// <summary>Calibrate classes with a scale table again.</summary>
    public bool RefreshScales { get; init; }

    /// <summary>The command line that builds the project with <see cref="RefreshScales"/>, for any shell of the system; null without a project.</summary>
    public string? RefreshCommand => ProjectFile is { } file ? $"dotnet build {Quote(file)} -p:QuantGenRefreshScales=true" : null;

    private static string Quote(string path)
    {
        // cmd and PowerShell agree on no more than the quotes.
        return $"\"{(OperatingSystem.IsWindows() ? path : ShellCharacter().Replace(path, @"\$0"))}\"";
    }

    [GeneratedRegex("""[$`"\\]""")]
    private static partial Regex ShellCharacter();
}
