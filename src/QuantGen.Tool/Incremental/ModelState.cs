namespace QuantGen.Tool.Incremental;

/// <summary>One class's outputs, and all that they follow from.</summary>
internal sealed record ModelState
{
    public required string ClassName { get; init; }

    /// <summary>Hash of the declaration.</summary>
    public required string RequestHash { get; init; }

    /// <summary>True for a header-only plan, which only a design-time build is content with.</summary>
    public bool IsHeaderOnly { get; init; }

    /// <summary>The model with its external data: what the generated class's inputs and outputs follow from.</summary>
    public required IReadOnlyList<FileSnapshot> ModelFiles { get; init; }

    /// <summary>Calibration data and the scale table.</summary>
    public IReadOnlyList<FileSnapshot> DataFiles { get; init; } = [];

    public required IReadOnlyList<FileSnapshot> Outputs { get; init; }

    /// <summary>The compiler's warnings, to repeat them while the outputs are reused.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Lines of <see cref="QuantGen.Findings.BuildFinding"/> about the warnings.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>This state with the files' present times when the outputs still answer the request, otherwise null.</summary>
    public ModelState? Current(string requestHash, bool isDesignTime)
    {
        if (RequestHash != requestHash || (IsHeaderOnly && !isDesignTime) ||
            FileSnapshot.Unchanged(Outputs) is not { } outputs ||
            FileSnapshot.Unchanged(ModelFiles) is not { } modelFiles)
        {
            return null;
        }

        // Changed data asks for another calibration, but not for other types: the next real build sees it again.
        var dataFiles = isDesignTime ? DataFiles : FileSnapshot.Unchanged(DataFiles);
        return dataFiles is null ? null : this with { Outputs = outputs, ModelFiles = modelFiles, DataFiles = dataFiles };
    }
}
