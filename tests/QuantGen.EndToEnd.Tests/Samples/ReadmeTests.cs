using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QuantGen.Compiler;
using QuantGen.EndToEnd.Tests.CommandLine;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Samples;

/// <summary>What the front page shows is what one gets.</summary>
public sealed partial class ReadmeTests
{
    private const string Omission = "// ...\n";

    /// <summary>What <c>ImplicitUsings</c> gives every project.</summary>
    private const string ImplicitUsings = "global using System; global using System.IO; global using System.Linq;";

    private static readonly string Readme = File.ReadAllText(Path.Combine(SharedData.Repository, "README.md")).ReplaceLineEndings("\n");

    private readonly SampleProgram _digits = new("Digits");

    [Fact]
    public void DeclarationCompiles()
    {
        AssertCompiles(OutputKind.DynamicallyLinkedLibrary, Blocks()[0]);
    }

    [Fact]
    public void DeclarationIsTheSamples()
    {
        var sample = File.ReadAllText(Path.Combine(_digits.Folder, "DigitClassifier.cs")).ReplaceLineEndings("\n");
        var declaration = Blocks()[0][Blocks()[0].IndexOf('[')..];
        Assert.Contains(declaration, sample, StringComparison.Ordinal);
    }

    [Fact]
    public void CallCompilesAgainstTheGeneratedClass()
    {
        AssertCompiles(OutputKind.ConsoleApplication, "using Samples.Digits;\n" + Blocks()[1], MetadataReference.CreateFromFile(_digits.Assembly));
    }

    [Fact]
    public void ExcerptIsGeneratedCode()
    {
        var generated = _digits.GeneratedCode("Samples.Digits.DigitClassifier").ReplaceLineEndings("\n");
        Assert.All(Blocks()[2].Split(Omission), part => Assert.Contains(part, generated, StringComparison.Ordinal));
    }

    [Fact]
    public void LinksLeadSomewhere()
    {
        var targets = Link().Matches(Readme).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://")).ToArray();
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(SharedData.Repository, target)), target));
    }

    [GeneratedRegex(@"```text\n\$ quantgen (?<arguments>[^\n]*)\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex SessionBlock();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\(([^)#]+)")]
    private static partial Regex Link();

    [Fact]
    public void QuantizerExampleCompiles()
    {
        AssertCompiles(OutputKind.ConsoleApplication, Blocks()[3], MetadataReference.CreateFromFile(typeof(OnnxQuantizer).Assembly.Location));
    }

    [Fact]
    public void SessionIsWhatTheToolPrints()
    {
        var session = SessionBlock().Match(Readme).Groups;
        var printed = QuantGenProcess.Run(_digits.Folder, session["arguments"].Value.Split(' ')).Succeeded().Output.ReplaceLineEndings("\n");
        Assert.StartsWith(session["output"].Value, printed, StringComparison.Ordinal);
    }

    /// <summary>The declaration, the call, the excerpt and the quantizer.</summary>
    private static string[] Blocks()
    {
        var blocks = CSharpBlock().Matches(Readme).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(4, blocks.Length);
        return blocks;
    }

    private static void AssertCompiles(OutputKind kind, string code, params IEnumerable<MetadataReference> references)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
            [.. platform.Select(path => MetadataReference.CreateFromFile(path)), .. references],
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }
}
