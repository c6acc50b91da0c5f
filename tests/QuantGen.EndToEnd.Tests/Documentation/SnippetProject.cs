using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using QuantGen.Compiler;
using QuantGen.Generators;
using QuantGen.TestSupport.Generation;
using QuantGen.Tool.Building;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>A project of C# files as <c>dotnet build</c> treats it: first the models of its classes, then generator, analyzers and compiler.</summary>
/// <param name="folder">Where the models and data are.</param>
/// <param name="sources">The files.</param>
internal sealed class SnippetProject(DocumentFolder folder, params IReadOnlyList<string> sources)
{
    /// <summary>What <c>ImplicitUsings</c> gives every new project.</summary>
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Of the compiler that these tests use C# 14, which the SDK uses, is the preview.</summary>
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && !name.StartsWith("QuantGen.", StringComparison.Ordinal) || IsReferenced(name))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What the build of the models printed.</summary>
    public string BuildLog { get; private set; } = "";

    /// <summary>Whether a file has statements of a program, and not only declarations.</summary>
    public static bool HasStatements(string source)
    {
        return CSharpSyntaxTree.ParseText(source, ParseOptions).GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
    }

    /// <summary>Builds it.</summary>
    /// <returns>The errors and warnings of generator, analyzers and compiler.</returns>
    public ImmutableArray<Diagnostic> Build()
    {
        // The same declarations are not calibrated twice.
        var declarations = sources.Where(source => source.Contains("[Quantize(", StringComparison.Ordinal)).ToArray();
        var output = Directory.CreateDirectory(folder["build-" + ContentHash.OfText(string.Concat(declarations))[^8..]]);
        var files = declarations.Select((source, index) => Write(output, $"Source{index}.cs", source)).ToArray();
        File.WriteAllLines(Path.Combine(output.FullName, "sources.txt"), files.Select(file => file + "|0"));
        BuildModels(output.FullName);
        return Compile(Directory.GetFiles(output.FullName, "*.qplan", SearchOption.AllDirectories));
    }

    private static bool IsReferenced(string name)
    {
        return name is "QuantGen.dll" or "QuantGen.Compiler.dll";
    }

    private static string Write(DirectoryInfo directory, string name, string source)
    {
        var path = Path.Combine(directory.FullName, name);
        File.WriteAllText(path, source);
        return path;
    }

    private void BuildModels(string output)
    {
        using var log = new StringWriter();
        new ModelBuild(
            new BuildOptions
            {
                ProjectDirectory = folder.Path,
                SourceList = Path.Combine(output, "sources.txt"),
                OutputDirectory = Path.Combine(output, "quantgen"),
            },
            new BuildLog(log)).Run();
        BuildLog = log.ToString();
    }

    private ImmutableArray<Diagnostic> Compile(IEnumerable<string> plans)
    {
        var kind = sources.Any(HasStatements) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var project = CSharpCompilation.Create(
            "Snippet",
            sources.Prepend(ImplicitUsings).Select((source, index) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"Source{index}.cs")),
            References,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: false));
        var driver = CSharpGeneratorDriver.Create(
            [new QuantizedModelGenerator().AsSourceGenerator()],
            plans.Select(plan => StrictProject.AdditionalFile(plan, File.ReadAllText(plan))),
            ParseOptions);
        driver.RunGeneratorsAndUpdateCompilation(project, out var generated, out var fromGenerator);
        var analyzed = generated.WithAnalyzers([new QuantizeDeclarationAnalyzer()]).GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        return [.. fromGenerator.Concat(analyzed).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
    }
}
