using System.Text;
using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Reporting;

namespace QuantGen.Compiler;

/// <summary>Quantizes a model as a build does and compares it with its float form on data of the user's own.</summary>
internal static class ModelComparer
{
    /// <summary>Compares, and writes what the request wants written.</summary>
    /// <exception cref="CompilationException">The model or some data is wrong, or a file cannot be written.</exception>
    public static ComparisonOutcome Compare(ComparisonRequest request, IProgress<CompileProgress>? progress)
    {
        var compile = request.Compile;
        var inputs = Inputs(request).ToArray();
        if (request.ReportPath is { } report)
        {
            OutputFile.Check(report, inputs);
        }

        if (!Path.Exists(request.DataPath))
        {
            throw new CompilationException(DiagnosticCatalog.CalibrationMissing(new DiagnosticLocation(request.DataPath), request.DataPath, "data"));
        }

        var source = CalibrationSource.Open(request.DataPath);
        var labels = request.LabelsPath is null ? null : LabelFile.Read(request.LabelsPath);
        var graph = ModelCompiler.Load(compile.ModelPath);
        var outcome = QuantizationModes.Run(graph, compile, progress);
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var coverage = new InputCoverage(graph, outcome.Assignment);
        var result = ModelComparison.Run(graph, runner, outcome.Assignment, coverage.Watch(source.Read(runner.Inputs)), labels, progress);
        if (outcome.NewTable is { } table)
        {
            OutputFile.Write(compile.ScaleTablePath!, Encoding.UTF8.GetBytes(table.ToJson()));
        }

        if (request.ReportPath is not null)
        {
            OutputFile.Write(request.ReportPath, Encoding.UTF8.GetBytes(WriteReport(request, graph, outcome, result)));
        }

        Diagnostic[] diagnostics =
        [
            .. outcome.Diagnostics,
            .. CheckData(request.DataPath, compile.CalibrationPath),
            .. coverage.Check(request.DataPath),
            .. AccuracyBound.FindMissed(compile, result, $"the {result.Samples} samples of '{request.DataPath}'") is { } missed ? [missed] : Array.Empty<Diagnostic>(),
        ];
        return new ComparisonOutcome(result, outcome.FloatNodes, diagnostics);
    }

    private static IEnumerable<string> Inputs(ComparisonRequest request)
    {
        string?[] more = [request.Compile.ScaleTablePath, request.LabelsPath];
        return InputFiles.OfModel(request.Compile.ModelPath)
            .Concat(InputFiles.OfCalibration(request.Compile.CalibrationPath))
            .Concat(InputFiles.OfCalibration(request.DataPath))
            .Concat(more.OfType<string>());
    }

    private static string WriteReport(ComparisonRequest request, ModelGraph graph, QuantizationOutcome outcome, ComparisonResult result)
    {
        var compile = request.Compile;
        var lowered = ModelLowering.Lower(graph, outcome.Assignment);
        var samples = $"of {Path.GetFileName(Path.TrimEndingDirectorySeparator(request.DataPath))}";
        var subject = new ReportSubject(Path.GetFileName(compile.ModelPath), compile.ModelPath, samples);
        return ReportPage.Write(ReportContent.Create(subject, graph, lowered, compile.Options, outcome, result));
    }

    /// <summary>A model knows the samples that its ranges were chosen on.</summary>
    private static IEnumerable<Diagnostic> CheckData(string data, string? calibration)
    {
        var seen = InputFiles.OfCalibration(calibration).Where(File.Exists).Select(ContentHash.OfFile).ToHashSet(StringComparer.Ordinal);
        return InputFiles.OfCalibration(data)
            .Where(File.Exists)
            .Where(file => seen.Contains(ContentHash.OfFile(file)))
            .Select(DiagnosticCatalog.ComparedOnCalibration);
    }
}

/// <summary>What to compare, and on which data.</summary>
internal sealed record ComparisonRequest
{
    /// <summary>How to quantize.</summary>
    public required CompileRequest Compile { get; init; }

    /// <summary>The data to compare on: a file or a folder, as calibration data is.</summary>
    public required string DataPath { get; init; }

    /// <summary>The right class of each sample: a <c>.npy</c> or CSV file.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>The HTML report to write.</summary>
    public string? ReportPath { get; init; }
}

/// <summary>How a comparison came out.</summary>
/// <param name="Result">What was measured.</param>
/// <param name="FloatNodes">Nodes that measuring kept in float.</param>
/// <param name="Diagnostics">Warnings, and an error where an output misses the bound on the data. Other errors are thrown.</param>
internal sealed record ComparisonOutcome(
    ComparisonResult Result, IReadOnlyList<KeptFloatNode> FloatNodes, IReadOnlyList<Diagnostic> Diagnostics);
