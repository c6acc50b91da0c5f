using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using QuantGen.Declarations;

namespace QuantGen.Generators;

/// <summary>Reports <c>QG00xx</c>: what is wrong with a <c>[Quantize]</c> declaration.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class QuantizeDeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        DeclarationDescriptors.NotPartial,
        DeclarationDescriptors.ContainingTypeNotPartial,
        DeclarationDescriptors.NotLiteral,
        DeclarationDescriptors.KindNotSupported,
        DeclarationDescriptors.OutOfRange,
        DeclarationDescriptors.NotUsed,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start => DeclarationActions.Register(start, Analyze));
    }

    private static void Analyze(QuantizeDeclaration declaration, Action<Diagnostic> report)
    {
        foreach (var diagnostic in declaration.Diagnostics)
        {
            report(diagnostic);
        }
    }
}
