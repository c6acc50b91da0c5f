namespace QuantGen.Tool.Building;

/// <summary>What <c>quantgen build</c> was asked to do.</summary>
internal sealed record BuildOptions
{
    /// <summary>The folder that the attribute's paths are relative to.</summary>
    public required string ProjectDirectory { get; init; }

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
}
