using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using QuantGen.Declarations;
using QuantGen.Findings;
using QuantGen.TestSupport.Generation;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>Compiles a snippet and plans with the generator, in a project as strict as the compiler allows.</summary>
internal static class GeneratorHarness
{
    /// <summary>Stands, in a plan, for the hash of the request that the snippet makes.</summary>
    public const string Request = "sha256:request";

    public const string SourcePath = StrictProject.SourcePath;
    public const string PlanPath = "obj/Model.qplan";

    public static CSharpCompilation Compile(params string[] sources)
    {
        return StrictProject.Compile(sources);
    }

    /// <summary>A plan as an additional file, with <see cref="Request"/> replaced.</summary>
    public static AdditionalText Plan(string text, CSharpCompilation compilation, string path = PlanPath)
    {
        var request = QuantizeDeclarationReader.ReadAll(compilation.SyntaxTrees[0]).FirstOrDefault()?.Request;
        return StrictProject.AdditionalFile(path, request is null ? text : text.Replace(Request, request.Hash, StringComparison.Ordinal));
    }

    /// <summary>Runs the generator once; every test's run is repeated to prove that nothing is done twice.</summary>
    public static GeneratorOutcome Run(string source, params string[] plans)
    {
        var compilation = Compile(source);
        var files = plans.Select((plan, index) => Plan(plan, compilation, index == 0 ? PlanPath : $"obj/Model{index}.qplan"));
        var driver = Driver(files).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        var repeated = driver.RunGenerators(compilation.Clone());
        PipelineAssert.IsCached(repeated.GetRunResult());
        return new GeneratorOutcome(driver.GetRunResult(), (CSharpCompilation)output, diagnostics);
    }

    public static GeneratorDriver Driver(IEnumerable<AdditionalText> files)
    {
        return CSharpGeneratorDriver.Create(
            [new QuantizedModelGenerator().AsSourceGenerator()],
            files,
            StrictProject.ParseOptions,
            optionsProvider: null,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>What the analyzers say about a snippet.</summary>
    /// <param name="source">The snippet.</param>
    /// <param name="findings">What the last build found.</param>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string source, params BuildFinding[] findings)
    {
        return AnalyzeAsync(Compile(source), findings);
    }

    /// <summary>What the analyzers say about a project.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation, params BuildFinding[] findings)
    {
        var file = StrictProject.AdditionalFile($"obj/{BuildFinding.FileName}", string.Concat(findings.Select(finding => finding.ToLine() + "\n")));
        var analyzers = compilation.WithAnalyzers([new QuantizeDeclarationAnalyzer(), new BuildFindingAnalyzer()], new AnalyzerOptions([file]));
        var diagnostics = await analyzers.GetAnalyzerDiagnosticsAsync();
        return
        [
            .. diagnostics
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Loads what was compiled, after asserting that there is no error and no warning.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="weights">The weights by resource name.</param>
    public static Assembly Load(GeneratorOutcome outcome, params (string Name, byte[] Content)[] weights)
    {
        Assert.Empty(outcome.Diagnostics);
        return StrictProject.Load(outcome.Compilation, weights);
    }
}

/// <summary>What a run of the generator gave.</summary>
internal sealed record GeneratorOutcome(
    GeneratorDriverRunResult Result, CSharpCompilation Compilation, ImmutableArray<Diagnostic> Diagnostics)
{
    public IEnumerable<string> Sources => Result.GeneratedTrees.Select(tree => tree.ToString());

    /// <summary>The only file, without the version that changes with each release.</summary>
    public string Source
    {
        get
        {
            Assert.Empty(Diagnostics);
            var version = typeof(QuantizedModelGenerator).Assembly.GetName().Version!.ToString(3);
            return Assert.Single(Sources).Replace($"\"{version}\"", "\"VERSION\"", StringComparison.Ordinal);
        }
    }
}
