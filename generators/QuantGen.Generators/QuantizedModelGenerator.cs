using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Generators.Emission;
using QuantGen.Generators.Pipeline;

namespace QuantGen.Generators;

/// <summary>Writes the other half of each class with <c>[Quantize]</c> from the plan that the build made for it.</summary>
/// <remarks>
/// Sources and diagnostics are separate outputs: places change with every edit, so they must not reach the sources.
/// Wrong declarations are <see cref="QuantizeDeclarationAnalyzer"/>'s to report; here they give nothing.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class QuantizedModelGenerator : IIncrementalGenerator
{
    internal const string AttributeName = "QuantGen.QuantizeAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var located = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeName, (node, _) => node is TypeDeclarationSyntax, LocatedDeclaration.Read)
            .Where(declaration => declaration is not null)
            .Select((declaration, _) => declaration!)
            .WithTrackingName(TrackingNames.Located);
        var plans = context.AdditionalTextsProvider
            .Where(PlanFile.IsPlan)
            .Select(PlanFile.Read)
            .WithTrackingName(TrackingNames.Plans);

        var models = located
            .Select((declaration, _) => declaration.Declaration)
            .WithTrackingName(TrackingNames.Declarations)
            .Combine(plans.Collect())
            .Select((pair, _) => PlannedModel.Find(pair.Left, pair.Right))
            .Where(model => model is not null)
            .Select((model, _) => model!)
            .WithTrackingName(TrackingNames.Models);
        var sources = models
            .Select((model, _) => ModelEmitter.Emit(model.Declaration, model.File.Plan!))
            .WithTrackingName(TrackingNames.Sources);
        context.RegisterSourceOutput(sources, (output, source) => output.AddSource(source.HintName, source.Text));

        var planErrors = plans
            .Select((file, _) => PlanDiagnostic.ForFile(file))
            .Where(diagnostic => diagnostic is not null)
            .WithTrackingName(TrackingNames.PlanErrors);
        var mismatches = located
            .Combine(plans.Collect())
            .Select((pair, _) => PlanDiagnostic.ForDeclaration(pair.Left, pair.Right))
            .Where(diagnostic => diagnostic is not null)
            .WithTrackingName(TrackingNames.Mismatches);

        // The compilation changes with every edit: only where there is something to report does anything depend on it.
        context.RegisterSourceOutput(planErrors.Combine(context.CompilationProvider), Report);
        context.RegisterSourceOutput(mismatches.Combine(context.CompilationProvider), Report);
    }

    private static void Report(SourceProductionContext output, (PlanDiagnostic? Diagnostic, Compilation Compilation) pair)
    {
        output.ReportDiagnostic(pair.Diagnostic!.ToDiagnostic(pair.Compilation));
    }

    /// <summary>Names of the pipeline's steps, which the tests check for caching.</summary>
    internal static class TrackingNames
    {
        public const string Located = nameof(Located);
        public const string Plans = nameof(Plans);
        public const string Declarations = nameof(Declarations);
        public const string Models = nameof(Models);
        public const string Sources = nameof(Sources);
        public const string PlanErrors = nameof(PlanErrors);
        public const string Mismatches = nameof(Mismatches);

        public static readonly string[] All = [Located, Plans, Declarations, Models, Sources, PlanErrors, Mismatches];
    }
}
