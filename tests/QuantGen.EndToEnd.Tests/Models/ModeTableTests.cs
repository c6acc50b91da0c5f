using System.Globalization;
using System.Text;
using QuantGen.Compiler.Quantization;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>The table of every model in every mode in <c>docs/models.md</c>, which <c>QUANTGEN_UPDATE_DOCS=1</c> writes anew.</summary>
public sealed class ModeTableTests : IDisposable
{
    private const int CalibrationSamples = 64;
    private const int EvaluationSamples = 100;

    /// <summary>Numbers that may go into a model in all: big pictures are few.</summary>
    private const int MostElements = 2_000_000;

    private static readonly (string Title, QuantizationOptions Options)[] Modes =
    [
        ("Static", new QuantizationOptions()),
        ("Dynamic", new QuantizationOptions { Mode = QuantizationMode.Dynamic }),
        ("WeightOnly, Int8", new QuantizationOptions { Mode = QuantizationMode.WeightOnly }),
        ("WeightOnly, Int4", new QuantizationOptions { Mode = QuantizationMode.WeightOnly, WeightFormat = WeightFormat.Int4 }),
    ];

    private readonly StaticSuite _suite = new();

    public void Dispose()
    {
        _suite.Dispose();
    }

    [SkippableFact]
    public void TableIsWrittenToTheDocs()
    {
        DocumentTable.Require();
        var table = new StringBuilder();
        table.Append("| model | mode | SQNR, dB | ONNX Runtime's | same answer | cosine | ONNX Runtime on the export, dB | weights, KB | float against ONNX Runtime |\n");
        table.Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (var model in StaticSuite.Names.Select(_suite.LoadRecorded).Concat(RecordedSuite.Names.Select(RecordedSuite.Load)))
        {
            // Static mode of the static suite has a table of its own, on all samples.
            foreach (var (title, options) in Modes.Where(mode => mode.Options.Mode != QuantizationMode.Static || model.Calibration.Count > 0))
            {
                table.Append(Row(model, title, options));
            }
        }

        DocumentTable.Write("models.md", "mode table", table.ToString());
    }

    private static string Row(RecordedModel model, string title, QuantizationOptions options)
    {
        var affordable = Math.Max(1, MostElements / model.Sample(0).Sum(input => input.Data.Length));
        var measured = ModeMeasurement.Measure(model, options, CalibrationSamples, Math.Min(affordable, EvaluationSamples));
        var outputs = measured.Comparison.Outputs;
        var each = outputs.Count == 1 ? "" : $" ({string.Join(", ", outputs.Select(output => $"{output.Name} {Number(output.SqnrDb)}"))})";
        var baseline = options.Mode switch
        {
            QuantizationMode.Static => Baseline.BestStatic(),
            QuantizationMode.Dynamic => Baseline.Dynamic(),
            _ => new Dictionary<string, double[]>(),
        };
        var theirs = baseline.TryGetValue(model.Name, out var figures) ? string.Join(" / ", figures.Select(Number)) : "";
        var cosine = outputs.Min(output => output.Cosine)?.ToString("F5", CultureInfo.InvariantCulture);
        var weights = $"{measured.FloatWeightBytes / 1024} to {measured.WeightBytes / 1024}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {model.Name} | {title} | {Number(measured.Sqnr)}{each} | {theirs} | {Percent(measured.Comparison.TopOne?.Agreement)} | {cosine} | {Number(measured.ExportSqnr)} | {weights} | {measured.FloatDifference:0.0e+0} |\n");
    }

    private static string Number(double value)
    {
        return double.IsPositiveInfinity(value) ? "same bits" : double.IsNegativeInfinity(value) ? "" : value.ToString("F1", CultureInfo.InvariantCulture);
    }

    private static string Percent(double? share)
    {
        return share is null ? "" : (share.Value * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";
    }
}
