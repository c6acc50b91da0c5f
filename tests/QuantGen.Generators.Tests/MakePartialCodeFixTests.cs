using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using QuantGen.CodeFixes;
using Xunit;

namespace QuantGen.Generators.Tests;

public class MakePartialCodeFixTests
{
    private const string Attribute = "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\")]";

    [Theory]
    [InlineData("// Mine.\n{0}\npublic sealed class Model;", "// Mine.\n{0}\npublic sealed partial class Model;")]
    [InlineData("{0}\n// Mine.\nclass Model\n{{\n}}", "{0}\n// Mine.\npartial class Model\n{{\n}}")]
    [InlineData(
        "/// <summary>Outer.</summary>\nstruct Outer {{ {0} partial class Model; }}",
        "/// <summary>Outer.</summary>\npartial struct Outer {{ {0} partial class Model; }}")]
    public async Task It_adds_partial_where_it_is_missing(string before, string after)
    {
        Assert.Equal(Complete(after), await FixAsync(Complete(before)));
    }

    private static string Complete(string code)
    {
        return "using QuantGen;\n" + string.Format(System.Globalization.CultureInfo.InvariantCulture, code, Attribute);
    }

    private static async Task<string> FixAsync(string source)
    {
        var diagnostic = Assert.Single(await GeneratorHarness.AnalyzeAsync(source));
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("Snippet", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .AddDocument(GeneratorHarness.SourcePath, source);

        var actions = new List<CodeAction>();
        var fix = new MakePartialCodeFix();
        Assert.Contains(diagnostic.Id, fix.FixableDiagnosticIds);
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));

        var operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }
}
