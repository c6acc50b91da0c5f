using System.Globalization;
using System.Text;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>
/// What static int8 costs on every model of the suite, in the attribute's default configuration: the figures of <c>docs/models.md</c>, which
/// <c>QUANTGEN_UPDATE_DOCS=1</c> writes anew.
/// </summary>
public sealed class ModelTableTests(ModelTableFixture fixture) : IClassFixture<ModelTableFixture>
{
    public static TheoryData<string> Names => [.. StaticSuite.Names];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void SqnrIsAtLeastOnnxRuntimesBest(string name)
    {
        var best = Baseline.BestStatic().GetValueOrDefault(name, []);
        Skip.If(best.Length == 0, $"BASELINE.md has no figure for {name}");
        var measured = fixture.Measure(name);
        Assert.InRange(measured.Sqnr, best[0], double.PositiveInfinity);
        if (best.Length > 1)
        {
            Assert.InRange(measured.Outputs.Max(output => output.Sqnr), best[1], double.PositiveInfinity);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void AccuracyIsWithinOnePointOfFloat(string name)
    {
        var measured = fixture.Measure(name);
        Skip.If(measured.FloatAccuracy is null, $"{name} has no labels");
        Assert.InRange(measured.QuantizedAccuracy!.Value, measured.FloatAccuracy!.Value - 0.01, 1);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void ExportGivesTheSameBytesInOnnxRuntime(string name)
    {
        var export = fixture.Measure(name).Export;
        Assert.InRange(export.Identical, 0.999, 1);
        Assert.Equal(0, export.Larger);
    }

    [SkippableFact]
    public void TableIsWrittenToTheDocs()
    {
        DocumentTable.Require();
        DocumentTable.Write("models.md", "static table", Table());
    }

    private string Table()
    {
        var baseline = Baseline.BestStatic();
        var table = new StringBuilder();
        table.Append("| model | SQNR, dB | ONNX Runtime's best static | accuracy float | int8 | same answer | bytes as ONNX Runtime on the export | weights, KB | kept in float |\n");
        table.Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (var name in StaticSuite.Names)
        {
            var row = fixture.Measure(name);
            var outputs = row.Outputs.Count == 1 ? "" : $" ({string.Join(", ", row.Outputs.Select(output => $"{output.Name} {Number(output.Sqnr)}"))})";
            var best = baseline.TryGetValue(name, out var figures) ? string.Join(" / ", figures.Select(Number)) : "";
            var kept = string.Join(", ", row.FloatNodes.Select(node => $"`{node.Name}`"));
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {Number(row.Sqnr)}{outputs} | {best} | {Percent(row.FloatAccuracy)} | {Percent(row.QuantizedAccuracy)} ");
            table.Append(CultureInfo.InvariantCulture, $"| {Percent(row.Agreement)} | {row.Export.Identical * 100:F3} % | {row.FloatWeightBytes / 1024} to {row.QuantizedWeightBytes / 1024} | {kept} |\n");
        }

        return table.ToString();
    }

    private static string Number(double value)
    {
        return value.ToString("F1", CultureInfo.InvariantCulture);
    }

    private static string Percent(double? share)
    {
        return share is null ? "" : (share.Value * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";
    }
}
