using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace QuantGen.TestSupport.Generation;

/// <summary>A C# project in memory, as strict as the compiler allows, that references QuantGen.</summary>
public static class StrictProject
{
    /// <summary>The path of the first source.</summary>
    public const string SourcePath = "Model.cs";

    private static readonly CSharpCompilationOptions CompilationOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        generalDiagnosticOption: ReportDiagnostic.Error,
        warningLevel: 9999,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name &&
                (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "QuantGen.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>How sources are parsed, generated ones too.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    /// <summary>Parses sources; nothing is checked yet.</summary>
    public static CSharpCompilation Compile(params string[] sources)
    {
        var trees = sources.Select((source, index) =>
            CSharpSyntaxTree.ParseText(source, ParseOptions, index == 0 ? SourcePath : $"Other{index}.cs"));
        return CSharpCompilation.Create("Snippet", trees, References, CompilationOptions);
    }

    /// <summary>A file that the project hands to generators.</summary>
    public static AdditionalText AdditionalFile(string path, string text)
    {
        return new TextFile(path, text);
    }

    /// <summary>Compiles, asserts that there is no error and no warning, and loads the assembly.</summary>
    /// <param name="compilation">The project, generated sources included.</param>
    /// <param name="resources">What to embed, by name.</param>
    public static Assembly Load(CSharpCompilation compilation, params (string Name, byte[] Content)[] resources)
    {
        using var stream = new MemoryStream();
        var embedded = resources.Select(resource => new ResourceDescription(resource.Name, () => new MemoryStream(resource.Content), isPublic: true));
        var result = compilation.Emit(stream, xmlDocumentationStream: new MemoryStream(), manifestResources: embedded);
        Assert.True(
            result.Success && result.Diagnostics.IsEmpty, string.Join("\n", [.. result.Diagnostics, .. compilation.SyntaxTrees.Skip(1)]));
        stream.Position = 0;
        return new AssemblyLoadContext("Snippet", isCollectible: true).LoadFromStream(stream);
    }

    private sealed class TextFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default)
        {
            return SourceText.From(text);
        }
    }
}
