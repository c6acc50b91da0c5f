using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Declarations;

namespace QuantGen.Generators.Pipeline;

/// <summary>
/// What the generator keeps of a valid declaration. Holds no syntax, no symbol and no place, so that only an edit of the
/// declaration itself changes it.
/// </summary>
/// <param name="ClassName">Full name, as plans state it.</param>
/// <param name="Namespace">Empty for the global namespace.</param>
/// <param name="Types">The containing types, outermost first, and the class.</param>
/// <param name="RequestHash">Hash of the attribute's arguments.</param>
internal sealed record ModelDeclaration(string ClassName, string Namespace, EquatableArray<TypeHeader> Types, string RequestHash);

/// <summary>How a partial type is opened again: <c>class Name</c>, <c>record struct Name</c>.</summary>
internal sealed record TypeHeader(string Keywords, string Name);

/// <summary>A declaration and the place of its attribute, which changes with every edit above it: for diagnostics only.</summary>
internal sealed record LocatedDeclaration(ModelDeclaration Declaration, SourcePlace Attribute)
{
    /// <returns>Null for a declaration with errors, which the analyzer reports.</returns>
    public static LocatedDeclaration? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        // Two attributes on two parts of one class are an error already; generating twice would be another.
        var first = context.TargetSymbol.GetAttributes()
            .First(attribute => attribute.AttributeClass?.ToDisplayString() == QuantizedModelGenerator.AttributeName);
        if (first.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax attribute ||
            !context.TargetNode.Contains(attribute))
        {
            return null;
        }

        var declaration = QuantizeDeclarationReader.Read((TypeDeclarationSyntax)context.TargetNode, attribute);
        return declaration is { IsValid: true, Request: { } request }
            ? new LocatedDeclaration(Read(declaration.Type, request), SourcePlace.Of(attribute))
            : null;
    }

    private static ModelDeclaration Read(TypeDeclarationSyntax type, QuantizeRequest request)
    {
        var types = QuantizeDeclarationReader.ContainingTypes(type).Append(type).Select(Header).ToImmutableArray();
        return new ModelDeclaration(request.ClassName, QuantizeDeclarationReader.NamespaceOf(type), new(types), request.Hash);
    }

    private static TypeHeader Header(TypeDeclarationSyntax type)
    {
        var keywords = type is RecordDeclarationSyntax { ClassOrStructKeyword.ValueText: { Length: > 0 } kind }
            ? type.Keyword.ValueText + " " + kind
            : type.Keyword.ValueText;
        return new TypeHeader(keywords, type.Identifier.ValueText);
    }
}
