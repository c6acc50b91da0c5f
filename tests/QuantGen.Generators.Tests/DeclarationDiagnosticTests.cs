using Microsoft.CodeAnalysis;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>QG00xx: which diagnostic, and where it points.</summary>
public class DeclarationDiagnosticTests
{
    private const string Good = "Quantize(QuantizationMode.Static, Calibration = \"c.csv\")";

    [Theory]
    [InlineData("QG0001", "Model", $"[{Good}] public class Model;")]
    [InlineData("QG0002", "Outer", $"class Outer {{ [{Good}] partial class Model; }}")]
    [InlineData("QG0003", "QuantizationMode.Dynamic", "[Quantize(QuantizationMode.Dynamic)] partial class Model;")]
    [InlineData("QG0003", "QuantizationMode.WeightOnly", "[Quantize(mode: QuantizationMode.WeightOnly)] partial class Model;")]
    [InlineData("QG0003", "QuantizationMode.Imported", "[Quantize(QuantizationMode.Imported)] partial class Model;")]
    [InlineData(
        "QG0004",
        "nameof(Model)",
        "[Quantize(QuantizationMode.Static, Calibration = nameof(Model))] partial class Model;")]
    [InlineData("QG0004", "$\"c.csv\"", "[Quantize(QuantizationMode.Static, Calibration = $\"c.csv\")] partial class Model;")]
    [InlineData("QG0004", "(QuantizationMode)0", "[Quantize((QuantizationMode)0, Calibration = \"c.csv\")] partial class Model;")]
    [InlineData(
        "QG0004",
        "50 + 1",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", Percentile = 50 + 1)] partial class Model;")]
    [InlineData(
        "QG0004",
        "!true",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", PerChannel = !true)] partial class Model;")]
    [InlineData(
        "QG0004",
        "new[] { \"a\" + \"b\" }",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", KeepFloatNodes = new[] { \"a\" + \"b\" })] partial class Model;")]
    [InlineData("QG0005", "static", $"[{Good}] static partial class Model;")]
    [InlineData("QG0005", "abstract", $"[{Good}] abstract partial class Model;")]
    [InlineData("QG0005", "<T>", $"[{Good}] partial class Model<T>;")]
    [InlineData("QG0005", "<T>", $"partial class Outer<T> {{ [{Good}] partial class Model; }}")]
    [InlineData("QG0005", "record", $"[{Good}] partial record Model;")]
    [InlineData("QG0005", "file", $"[{Good}] file partial class Model;")]
    [InlineData(
        "QG0006",
        "50",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", Percentile = 50)] partial class Model;")]
    [InlineData(
        "QG0006",
        "+100.5",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", Percentile = +100.5)] partial class Model;")]
    [InlineData(
        "QG0006",
        "255",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", HistogramBins = 255)] partial class Model;")]
    [InlineData(
        "QG0006",
        "-1",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", MinimumSqnr = -1)] partial class Model;")]
    [InlineData("QG0006", "\" \"", "[Quantize(QuantizationMode.Static, Calibration = \" \")] partial class Model;")]
    [InlineData(
        "QG0007",
        "Percentile = 99",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", Method = CalibrationMethod.MinMax, Percentile = 99)] partial class Model;")]
    [InlineData(
        "QG0007",
        "HistogramBins = 512",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", Method = CalibrationMethod.MinMax, HistogramBins = 512)] partial class Model;")]
    public async Task A_diagnostic_points_at_what_is_wrong(string id, string span, string code)
    {
        var diagnostic = Assert.Single(await GeneratorHarness.AnalyzeAsync("using QuantGen; namespace Samples; " + code));

        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(span, diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
        Assert.Equal($"https://github.com/quantgen/quantgen/blob/main/docs/diagnostics/{id}.md", diagnostic.Descriptor.HelpLinkUri);
        Assert.Equal(id == "QG0007" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, diagnostic.DefaultSeverity);
    }

    [Fact]
    public async Task An_argument_that_the_mode_does_not_use_is_reported_with_the_mode()
    {
        var diagnostics = await GeneratorHarness.AnalyzeAsync(
            "using QuantGen; [Quantize(QuantizationMode.Dynamic, ScaleTable = \"s.json\", Calibration = \"c.csv\")] partial class Model;");

        Assert.Equal(["QG0003", "QG0007", "QG0007"], diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public async Task A_good_declaration_has_no_diagnostic()
    {
        Assert.Empty(await GeneratorHarness.AnalyzeAsync(SnippetSamples.Classifier));
    }

    [Fact]
    public void A_wrong_declaration_gives_no_source_and_no_second_diagnostic()
    {
        var source = SnippetSamples.Classifier.Replace("partial ", "", StringComparison.Ordinal);
        var outcome = GeneratorHarness.Run(source, SnippetSamples.ClassifierPlan);
        Assert.Empty(outcome.Sources);
        Assert.Empty(outcome.Diagnostics);
    }

    [Fact]
    public void Every_diagnostic_has_a_page()
    {
        string[] ids =
        [
            .. new QuantizeDeclarationAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id),
            "QG0301", "QG0302", "QG0303", "QG0304",
        ];
        var folder = Path.Combine(SharedData.Repository, "docs", "diagnostics");
        Assert.All(ids, id => Assert.StartsWith($"# {id}: ", File.ReadAllText(Path.Combine(folder, id + ".md"))));
    }
}
