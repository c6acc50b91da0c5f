using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using QuantGen.Declarations;

namespace QuantGen.Generators;

/// <summary>Calls an analyzer for each class with <c>[Quantize]</c>.</summary>
internal static class DeclarationActions
{
    public static void Register(CompilationStartAnalysisContext start, Action<QuantizeDeclaration, Action<Diagnostic>> analyze)
    {
        if (start.Compilation.GetTypeByMetadataName(QuantizedModelGenerator.AttributeName) is { } attributeClass)
        {
            start.RegisterSymbolAction(context => Analyze(context, attributeClass, analyze), SymbolKind.NamedType);
        }
    }

    private static void Analyze(
        SymbolAnalysisContext context, INamedTypeSymbol attributeClass, Action<QuantizeDeclaration, Action<Diagnostic>> analyze)
    {
        var attribute = context.Symbol.GetAttributes()
            .FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeClass));
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is AttributeSyntax syntax &&
            syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
        {
            analyze(QuantizeDeclarationReader.Read(type, syntax), context.ReportDiagnostic);
        }
    }
}
