using Microsoft.CodeAnalysis;
using QuantGen.Declarations;
using QuantGen.Findings;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>What the build found, shown and fixed in an editor.</summary>
public class BuildFindingTests
{
    public static TheoryData<string, string, string, string, string, string, string> Fixes => new()
    {
        // Id, edit, argument, given, proposed, the arguments before and after.
        { "QG0101", "Set", "Model", "", "models/digits.onnx", "Dynamic, Model = \"digit.onnx\"", "Dynamic, Model = \"models/digits.onnx\"" },
        { "QG0101", "Set", "Model", "", "digits.onnx", "Dynamic", "Dynamic, Model = \"digits.onnx\"" },
        { "QG0222", "Set", "Calibration", "", "digits.csv", "Static, Calibration = /* data */ @\"dat\\digit.csv\"", "Static, Calibration = /* data */ \"digits.csv\"" },
        { "QG0221", "Set", "Calibration", "", "a \"b\"\\c.csv", "Static, ScaleTable = \"s.json\"", "Static, ScaleTable = \"s.json\", Calibration = \"a \\\"b\\\"\\\\c.csv\"" },
        { "QG0207", "Set", "Mode", "", "Dynamic", "Imported", "Dynamic" },
        { "QG0208", "Set", "Mode", "", "Imported", "QuantizationMode.Dynamic", "QuantizationMode.Imported" },
        { "QG0211", "AddElement", "KeepFloatNodes", "", "/fc/Gemm", "Dynamic", "Dynamic, KeepFloatNodes = [\"/fc/Gemm\"]" },
        { "QG0211", "AddElement", "KeepFloatNodes", "", "b", "Dynamic, KeepFloatNodes = [\"a\"]", "Dynamic, KeepFloatNodes = [\"a\", \"b\"]" },
        { "QG0211", "AddElement", "KeepFloatNodes", "", "b", "Dynamic, KeepFloatNodes = new[] { \"a\" }", "Dynamic, KeepFloatNodes = new[] { \"a\", \"b\" }" },
        { "QG0212", "ReplaceElement", "KeepFloatNodes", "b", "/b", "Dynamic, KeepFloatNodes = [\"a\", \"b\", \"c\"]", "Dynamic, KeepFloatNodes = [\"a\", \"/b\", \"c\"]" },
        { "QG0212", "RemoveElement", "KeepFloatOperators", "b", "", "Dynamic, KeepFloatOperators = [\"a\", \"b\"]", "Dynamic, KeepFloatOperators = [\"a\"]" },
        { "QG0212", "RemoveElement", "KeepFloatOperators", "b", "", "Dynamic, KeepFloatOperators = new string[] { \"b\" }", "Dynamic" },
        { "QG0213", "Remove", "ActivationScale", "", "", "Dynamic, ActivationScale = ActivationScale.PerTensor", "Dynamic" },
    };

    [Theory]
    [MemberData(nameof(Fixes))]
    public async Task What_the_build_proposes_is_offered(string id, string edit, string argument, string given, string proposed, string before, string after)
    {
        var source = Declare(before);
        var finding = Finding(source, id, new AttributeFix(Enum.Parse<ArgumentEdit>(edit), argument, given, proposed));

        Assert.Equal(Declare(after), (await CodeFixHarness.FixAsync(source, finding)).Text);
    }

    [Theory]
    [InlineData("Model", "", "Dynamic, Model = \"m.onnx\"", "\"m.onnx\"")]
    [InlineData("Model", "", "Dynamic", "Quantize(Dynamic)")]
    [InlineData("Mode", "", "Dynamic", "Dynamic")]
    [InlineData("KeepFloatNodes", "b", "Dynamic, KeepFloatNodes = [\"a\", \"b\"]", "\"b\"")]
    public async Task A_finding_points_at_what_is_wrong_and_says_what_the_build_said(string argument, string given, string arguments, string span)
    {
        var source = Declare(arguments);

        var diagnostic = Assert.Single(await GeneratorHarness.AnalyzeAsync(source, Finding(source, "QG0101", new AttributeFix(ArgumentEdit.None, argument, given))));

        Assert.Equal(("QG0101", DiagnosticSeverity.Warning), (diagnostic.Id, diagnostic.DefaultSeverity));
        Assert.Equal("It is {wrong}: 100 %\nor so.", diagnostic.GetMessage());
        Assert.Equal(span, diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
    }

    [Fact]
    public async Task Without_a_proposal_there_is_no_fix()
    {
        var source = Declare("Dynamic, Model = \"m.onnx\"");

        Assert.Empty(await CodeFixHarness.TitlesAsync(source, Finding(source, "QG0101", new AttributeFix(ArgumentEdit.None, "Model"))));
    }

    [Fact]
    public async Task An_edited_argument_waits_for_the_next_build()
    {
        const string Before = "Dynamic, Model = \"m.onnx\", KeepFloatNodes = [\"a\"]";
        var path = Finding(Declare(Before), "QG0101", new AttributeFix(ArgumentEdit.Set, "Model", "m.onnx", "n.onnx"));
        var node = Finding(Declare(Before), "QG0212", new AttributeFix(ArgumentEdit.ReplaceElement, "KeepFloatNodes", "a", "b"));

        Assert.Equal(["QG0101", "QG0212"], await IdsAsync(Before));
        Assert.Empty(await IdsAsync("Dynamic, Model = \"n.onnx\", KeepFloatNodes = [\"a\"]"));
        // A file that is not there is not there whatever the other arguments are.
        Assert.Equal(["QG0101"], await IdsAsync("Dynamic, Model = \"m.onnx\", KeepFloatNodes = [\"b\"]"));
        Assert.Empty(await GeneratorHarness.AnalyzeAsync(Declare(Before), path with { ClassName = "Other" }));

        async Task<IEnumerable<string>> IdsAsync(string arguments)
        {
            return (await GeneratorHarness.AnalyzeAsync(Declare(arguments), path, node)).Select(diagnostic => diagnostic.Id);
        }
    }

    [Fact]
    public void A_line_that_is_no_finding_is_passed_over()
    {
        var finding = Finding(Declare("Dynamic"), "QG0101", new AttributeFix(ArgumentEdit.Set, "Model", Proposed: "ä b\n%20.onnx"));

        Assert.Equal([finding], BuildFinding.ParseAll($"\n{finding.ToLine()}\r\nof another version\na b c d e f g h\n"));
    }

    private static BuildFinding Finding(string source, string id, AttributeFix fix)
    {
        var request = QuantizeDeclarationReader.ReadAll(GeneratorHarness.Compile(source).SyntaxTrees[0]).Single().Request!;
        return new BuildFinding("Samples.Model", request.Hash, id, "It is {wrong}: 100 %\nor so.", fix);
    }

    private static string Declare(string arguments)
    {
        return $"using QuantGen;\nusing static QuantGen.QuantizationMode;\nnamespace Samples;\n[Quantize({arguments})]\npartial class Model;\n";
    }
}
