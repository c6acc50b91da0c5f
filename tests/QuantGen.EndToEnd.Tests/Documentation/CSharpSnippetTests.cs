using System.Text.RegularExpressions;
using QuantGen.EndToEnd.Tests.Samples;
using QuantGen.TestSupport.Documentation;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>C# in the documentation builds without a warning, models included.</summary>
public sealed partial class CSharpSnippetTests(DocumentFolder folder) : IClassFixture<DocumentFolder>
{
    private const string Omission = "// ...\n";

    public static TheoryData<string, int> Code => DocumentPage.BlocksOf(BlockKind.CSharp);

    public static TheoryData<string, int> GeneratedCode => DocumentPage.BlocksOf(BlockKind.GeneratedCode);

    public static TheoryData<string, int> DiagnosticCode => DocumentPage.BlocksOf(BlockKind.DiagnosticCode);

    [Theory]
    [MemberData(nameof(Code))]
    public void CodeBuilds(string page, int line)
    {
        var block = DocumentPage.Get(page).BlockAt(line);
        var source = Usings().Match(block.Text).Value + block.NoteValue("given") + "\n" + Usings().Replace(block.Text, "");
        var project = IsDeclaration(block) ? new SnippetProject(folder, source) : new SnippetProject(folder, Declaration(block), source);

        var diagnostics = project.Build();

        Assert.DoesNotContain("QG", project.BuildLog.Replace("QuantGen: ", ""), StringComparison.Ordinal);
        Assert.True(diagnostics.IsEmpty, string.Join("\n", diagnostics));
    }

    [Theory]
    [MemberData(nameof(GeneratedCode))]
    public void GeneratedCodeIsWhatTheGeneratorWrote(string page, int line)
    {
        var block = DocumentPage.Get(page).BlockAt(line);
        var className = block.NoteValue("generated")!;
        var generated = new SampleProgram(className.Split('.')[1]).GeneratedCode(className).ReplaceLineEndings("\n");
        Assert.All(block.Text.Split(Omission), part => Assert.Contains(part, generated, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(DiagnosticCode))]
    public void ExampleOfADiagnosticCausesIt(string page, int line)
    {
        var id = Path.GetFileNameWithoutExtension(page);
        var project = new SnippetProject(folder, "using QuantGen;\n" + DocumentPage.Get(page).BlockAt(line).Text);

        var diagnostics = project.Build();

        Assert.Contains(id, project.BuildLog + string.Join("\n", diagnostics), StringComparison.Ordinal);
    }

    /// <summary>The declaration of the classes that a block uses: the nearest one above it, or the front page's.</summary>
    private static string Declaration(DocumentBlock block)
    {
        var above = DocumentPage.Get(block.Page).Blocks.TakeWhile(other => other != block).Reverse();
        var frontPage = DocumentPage.Get("README.md").Blocks;
        return above.Concat(frontPage).First(IsDeclaration).Text;
    }

    /// <summary>The directives that a file begins with.</summary>
    [GeneratedRegex(@"\A(using (static )?[\w.]+;\n)*")]
    private static partial Regex Usings();

    private static bool IsDeclaration(DocumentBlock block)
    {
        return block.Kind == BlockKind.CSharp && block.Text.Contains("[Quantize(", StringComparison.Ordinal) && !SnippetProject.HasStatements(block.Text);
    }
}
