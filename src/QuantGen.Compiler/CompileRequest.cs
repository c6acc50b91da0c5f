using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler;

/// <summary>What to compile, and how.</summary>
public sealed record CompileRequest
{
    /// <summary>Full name of the class to generate.</summary>
    public required string ClassName { get; init; }

    /// <summary>Hash of the declaration, which the generator compares with the one it sees: <c>sha256:...</c>.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The float ONNX model.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Calibration data for static mode: a file or a folder.</summary>
    public string? CalibrationPath { get; init; }

    /// <summary>The committed scale table, read when it exists and matches; see <see cref="CompileResult.ScaleTable"/>.</summary>
    public string? ScaleTablePath { get; init; }

    /// <summary>Makes a new scale table even if the committed one is stale.</summary>
    public bool RefreshScales { get; init; }

    /// <summary>The command line that compiles with <see cref="RefreshScales"/>, for the diagnostic of a stale table; null where there is none.</summary>
    public string? RefreshCommand { get; init; }

    /// <summary>How to quantize.</summary>
    public QuantizationOptions Options { get; init; } = new();

    /// <summary>Where the request was declared: what diagnostics without a file of their own point to.</summary>
    public DiagnosticLocation Declaration { get; init; }

    /// <summary>Where what does not fit a file, or names none, is to be corrected: in the source that declares it, if there is one.</summary>
    internal DiagnosticLocation PlaceOf(string path)
    {
        return Declaration.Line > 0 ? Declaration : new DiagnosticLocation(path);
    }
}

/// <summary>A compiled model.</summary>
public sealed record CompileResult
{
    /// <summary>The text of <c>Model.qplan</c>.</summary>
    public required string Plan { get; init; }

    /// <summary>The bytes of <c>Model.qweights</c>.</summary>
    public required byte[] Weights { get; init; }

    /// <summary>The text to write to <see cref="CompileRequest.ScaleTablePath"/>; null when the file there is right already or none was asked for.</summary>
    public string? ScaleTable { get; init; }

    /// <summary>What int8 costs in accuracy, measured on held-out samples; null when there was no data to measure on.</summary>
    public AccuracyReport? Accuracy { get; init; }

    /// <summary>
    /// A page for people, written when it is first asked for: a self-contained HTML file with what was measured, sizes, times and the graph. Null for a
    /// float model. Its times are another in every build.
    /// </summary>
    public string? Report => ReportSource?.Value;

    /// <summary>Warnings and notes. Errors are thrown.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Makes <see cref="Report"/>.</summary>
    internal Lazy<string>? ReportSource { get; init; }

    /// <summary>Writes the quantized model as ONNX in QDQ form; null for a float model.</summary>
    internal Func<byte[]>? ToOnnx { get; init; }
}

/// <summary>How far compilation is.</summary>
/// <param name="Stage">What is counted, such as "Samples read", or what is done where nothing is.</param>
/// <param name="Done">Steps of the stage that are done (samples, layers).</param>
/// <param name="Total">Steps in all; null when not known.</param>
public readonly record struct CompileProgress(string Stage, int Done, int? Total)
{
    /// <summary>For a log: <c>Samples read: 40 of 200</c>.</summary>
    public override string ToString()
    {
        return Total is not null ? $"{Stage}: {Done} of {Total}" : Done > 0 ? $"{Stage}: {Done}" : Stage;
    }
}
