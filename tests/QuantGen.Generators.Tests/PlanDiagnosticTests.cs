using Microsoft.CodeAnalysis;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>QG03xx: which diagnostic, and where it points.</summary>
public class PlanDiagnosticTests
{
    private const string Attribute = """Quantize(Static, Model = "digits.onnx", Calibration = "calibration.csv")""";

    [Fact]
    public void QG0301_a_class_without_a_plan()
    {
        var diagnostic = Assert.Single(GeneratorHarness.Run(SnippetSamples.Classifier).Diagnostics);
        Assert.Equal(("QG0301", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal(Attribute, Text(diagnostic));
    }

    [Fact]
    public void QG0302_a_plan_of_another_request_still_gives_source()
    {
        var outcome = GeneratorHarness.Run(
            SnippetSamples.Classifier, SnippetSamples.ClassifierPlan.Replace(GeneratorHarness.Request, SnippetSamples.Hash, StringComparison.Ordinal));
        var diagnostic = Assert.Single(outcome.Diagnostics);
        Assert.Equal("QG0302", diagnostic.Id);
        Assert.Equal(Attribute, Text(diagnostic));
        Assert.Single(outcome.Sources);
    }

    [Fact]
    public void QG0302_can_be_switched_off_in_the_source()
    {
        var outcome = GeneratorHarness.Run(
            "#pragma warning disable QG0302\n" + SnippetSamples.Classifier,
            SnippetSamples.ClassifierPlan.Replace(GeneratorHarness.Request, SnippetSamples.Hash, StringComparison.Ordinal));
        Assert.Empty(outcome.Diagnostics.Where(diagnostic => !diagnostic.IsSuppressed));
    }

    [Theory]
    [InlineData("mode Static", "mood Static", "QG0303", 4, 0)]
    [InlineData("rows = N", "rows = M", "QG0303", 19, 9)]
    [InlineData("quantgen-plan 1", "quantgen-plan 9", "QG0304", 0, 14)]
    public void QG0303_and_QG0304_point_into_the_plan(string oldText, string newText, string id, int line, int column)
    {
        var outcome = GeneratorHarness.Run(
            SnippetSamples.Classifier, Plan.PlanSamples.With(SnippetSamples.ClassifierPlan, oldText, newText));
        var diagnostic = Assert.Single(outcome.Diagnostics);
        var place = diagnostic.Location.GetLineSpan();
        Assert.Equal((id, GeneratorHarness.PlanPath), (diagnostic.Id, place.Path));
        Assert.Equal((line, column), (place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.Empty(outcome.Sources);
    }

    private static string Text(Diagnostic diagnostic)
    {
        return diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);
    }
}
