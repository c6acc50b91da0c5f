using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using QuantGen.Compiler;
using QuantGen.Declarations;
using QuantGen.Generators;

namespace QuantGen.Tool.Execution;

/// <summary>Does in memory what a build does after <c>quantgen build</c>: the generator writes the class, Roslyn compiles it, weights embedded.</summary>
internal static class GeneratedAssembly
{
    /// <summary>Full name of the class.</summary>
    public const string ClassName = "QuantGen.Generated.Model";

    /// <summary>
    /// The declaration that the generator completes. It only names the class: what is computed, and in which mode, the plan says.
    /// </summary>
    private const string Source =
        """
        namespace QuantGen.Generated;

        [Quantize(QuantizationMode.Static, Model = "model.onnx", Calibration = "data.csv")]
        public sealed partial class Model;
        """;

    /// <summary>In builds the class is C# 14, where a generic kernel is inferred from a span that is converted; to this version of the compiler that is a preview.</summary>
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);

    private static readonly SyntaxTree Declaration = CSharpSyntaxTree.ParseText(Source, ParseOptions, "Model.cs");

    /// <summary>The hash that a plan for <see cref="ClassName"/> carries.</summary>
    public static string RequestHash { get; } = QuantizeDeclarationReader.ReadAll(Declaration).Single().Request!.Hash;

    /// <summary>Loads the class that a plan describes.</summary>
    /// <param name="compiled">With the plan's class <see cref="ClassName"/> and request <see cref="RequestHash"/>.</param>
    /// <param name="context">Where to load it.</param>
    /// <exception cref="InvalidOperationException">What the generator wrote does not compile: a fault of QuantGen's.</exception>
    public static Type Load(CompileResult compiled, AssemblyLoadContext context)
    {
        using var assembly = new MemoryStream();
        var weights = new ResourceDescription(ClassName + ".qweights", () => new MemoryStream(compiled.Weights), isPublic: false);
        var result = Compile(compiled.Plan).Emit(assembly, manifestResources: [weights]);
        ThrowOnErrors(result.Diagnostics);
        assembly.Position = 0;
        return context.LoadFromStream(assembly).GetType(ClassName, throwOnError: true)!;
    }

    private static Compilation Compile(string plan)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create(ClassName, [Declaration], References(), options);
        CSharpGeneratorDriver.Create([new QuantizedModelGenerator().AsSourceGenerator()], [new PlanText(plan)], ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var diagnostics);
        ThrowOnErrors(diagnostics);
        return complete;
    }

    /// <summary>The framework that this process runs on, and QuantGen's runtime.</summary>
    private static IEnumerable<MetadataReference> References()
    {
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return trusted.Split(Path.PathSeparator).Where(IsNeeded).Select(path => MetadataReference.CreateFromFile(path));

        static bool IsNeeded(string path)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            return name.StartsWith("System.", StringComparison.Ordinal) || name == "QuantGen";
        }
    }

    private static void ThrowOnErrors(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new InvalidOperationException($"The generated class does not compile: {string.Join("; ", errors)}");
        }
    }

    private sealed class PlanText(string plan) : AdditionalText
    {
        public override string Path => "Model.qplan";

        public override SourceText GetText(CancellationToken cancellationToken = default)
        {
            return SourceText.From(plan);
        }
    }
}
