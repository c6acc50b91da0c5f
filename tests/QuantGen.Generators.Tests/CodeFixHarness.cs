using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using QuantGen.Findings;
using QuantGen.TestSupport.Generation;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>Applies the code fix of a snippet's diagnostics, as an editor does.</summary>
internal static class CodeFixHarness
{
    /// <summary>Every code fix of the assembly, as editors find them.</summary>
    public static IReadOnlyList<CodeFixProvider> Providers { get; } =
    [
        .. typeof(CodeFixes.MakePartialCodeFix).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)))
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>Applies the only fix of the only diagnostic.</summary>
    /// <returns>The fix's title and the text after it.</returns>
    public static async Task<(string Title, string Text)> FixAsync(string source, params BuildFinding[] findings)
    {
        using var workspace = new AdhocWorkspace();
        var document = CreateDocument(workspace, source);
        var action = Assert.Single(await ActionsAsync(document, Assert.Single(await AnalyzeAsync(document, findings))));
        return (action.Title, await ApplyAsync(action, document));
    }

    /// <summary>The titles of the fixes of all diagnostics.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync(string source, params BuildFinding[] findings)
    {
        using var workspace = new AdhocWorkspace();
        var document = CreateDocument(workspace, source);
        var titles = new List<string>();
        foreach (var diagnostic in await AnalyzeAsync(document, findings))
        {
            titles.AddRange((await ActionsAsync(document, diagnostic)).Select(action => action.Title));
        }

        return titles;
    }

    /// <summary>Fixes all diagnostics of an id at once.</summary>
    public static async Task<string> FixAllAsync(string source, string id)
    {
        using var workspace = new AdhocWorkspace();
        var document = CreateDocument(workspace, source);
        var diagnostics = (await AnalyzeAsync(document)).Where(diagnostic => diagnostic.Id == id).ToImmutableArray();
        var provider = Providers.Single(provider => provider.FixableDiagnosticIds.Contains(id));
        var key = (await ActionsAsync(document, diagnostics[0]))[0].EquivalenceKey;
        var context = new FixAllContext(
            document, provider, FixAllScope.Document, key, [id], new KnownDiagnostics(diagnostics), CancellationToken.None);
        var action = await provider.GetFixAllProvider()!.GetFixAsync(context);
        return await ApplyAsync(action!, document);
    }

    private static Document CreateDocument(AdhocWorkspace workspace, string source)
    {
        var project = workspace.AddProject("Snippet", LanguageNames.CSharp)
            .WithParseOptions(StrictProject.ParseOptions)
            .WithMetadataReferences(GeneratorHarness.Compile(source).References);
        return project.AddDocument(GeneratorHarness.SourcePath, source, filePath: GeneratorHarness.SourcePath);
    }

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Document document, params BuildFinding[] findings)
    {
        return await GeneratorHarness.AnalyzeAsync((await document.Project.GetCompilationAsync())!, findings);
    }

    private static async Task<IReadOnlyList<CodeAction>> ActionsAsync(Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        }

        return actions;
    }

    private static async Task<string> ApplyAsync(CodeAction action, Document document)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }

    private sealed class KnownDiagnostics(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            return Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
        {
            return Task.FromResult<IEnumerable<Diagnostic>>([]);
        }

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
        {
            return Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
        }
    }
}
