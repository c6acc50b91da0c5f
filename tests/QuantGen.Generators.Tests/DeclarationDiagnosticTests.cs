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
    [InlineData("QG0006", "48", "[Quantize(QuantizationMode.WeightOnly, WeightFormat = WeightFormat.Int4, BlockSize = 48)] partial class Model;")]
    [InlineData("QG0006", "\" \"", "[Quantize(QuantizationMode.Static, Calibration = \" \")] partial class Model;")]
    [InlineData(
        "QG0007",
        "Percentile = 99",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", Method = CalibrationMethod.MinMax, Percentile = 99)] partial class Model;")]
    [InlineData(
        "QG0007",
        "HistogramBins = 512",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", Method = CalibrationMethod.MinMax, HistogramBins = 512)] partial class Model;")]
    [InlineData("QG0007", "Percentile = 99", "[Quantize(QuantizationMode.Dynamic, Percentile = 99)] partial class Model;")]
    [InlineData("QG0007", "BlockSize = 16", "[Quantize(QuantizationMode.WeightOnly, BlockSize = 16)] partial class Model;")]
    [InlineData(
        "QG0007",
        "WeightScaling = WeightScaling.RoundToNearest",
        "[Quantize(QuantizationMode.WeightOnly, WeightFormat = WeightFormat.Float16, WeightScaling = WeightScaling.RoundToNearest)] partial class Model;")]
    [InlineData("QG0007", "MinimumSqnr = 20", "[Quantize(QuantizationMode.Dynamic, MinimumSqnr = 20)] partial class Model;")]
    [InlineData("QG0007", "KeepFloatNodes = [\"a\"]", "[Quantize(QuantizationMode.Imported, KeepFloatNodes = [\"a\"])] partial class Model;")]
    [InlineData(
        "QG0007",
        "ActivationScale = ActivationScale.PerTensor",
        "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\", ActivationScale = ActivationScale.PerTensor)] partial class Model;")]
    public async Task A_diagnostic_points_at_what_is_wrong(string id, string span, string code)
    {
        var diagnostic = Assert.Single(await GeneratorHarness.AnalyzeAsync("using QuantGen; namespace Samples; " + code));

        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(span, diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
        Assert.Equal($"https://github.com/quantgen/quantgen/blob/main/docs/diagnostics/{id}.md", diagnostic.Descriptor.HelpLinkUri);
        Assert.Equal(id == "QG0007" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, diagnostic.DefaultSeverity);
    }

    [Theory]
    [InlineData("Dynamic", "Calibration = \"c.csv\", ActivationScale = ActivationScale.PerTensor, PerChannel = false, MinimumSqnr = 20")]
    [InlineData("WeightOnly", "WeightFormat = WeightFormat.Int4, BlockSize = 128, WeightZeroPoint = true, WeightScaling = WeightScaling.RoundToNearest")]
    [InlineData("Imported", "Model = \"m.onnx\"")]
    public async Task Every_mode_takes_its_own_arguments(string mode, string arguments)
    {
        Assert.Empty(await GeneratorHarness.AnalyzeAsync($"using QuantGen; [Quantize(QuantizationMode.{mode}, {arguments})] partial class Model;"));
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
            .. new BuildFindingAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id),
            "QG0301", "QG0302", "QG0303", "QG0304",
        ];
        var folder = Path.Combine(SharedData.Repository, "docs", "diagnostics");
        Assert.All(ids, id => Assert.StartsWith($"# {id}: ", File.ReadAllText(Path.Combine(folder, id + ".md"))));
    }

    [Fact]
    public void Every_page_says_whether_there_is_a_code_fix()
    {
        var fixable = CodeFixHarness.Providers.SelectMany(provider => provider.FixableDiagnosticIds).Order(StringComparer.Ordinal);
        var pages = Directory.GetFiles(Path.Combine(SharedData.Repository, "docs", "diagnostics"), "QG*.md");

        var documented = pages.Where(page => File.ReadAllText(page).Contains("code fix", StringComparison.Ordinal));

        Assert.Equal(fixable, documented.Select(page => Path.GetFileNameWithoutExtension(page)).Order(StringComparer.Ordinal));
    }
}
