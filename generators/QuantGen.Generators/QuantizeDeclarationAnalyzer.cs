using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(QuantizedModelGenerator.AttributeName) is { } attributeClass)
            {
                start.RegisterSymbolAction(symbol => Analyze(symbol, attributeClass), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeClass)
    {
        var attribute = context.Symbol.GetAttributes()
            .FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeClass));
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not AttributeSyntax syntax ||
            syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return;
        }

        foreach (var diagnostic in QuantizeDeclarationReader.Read(type, syntax).Diagnostics)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
