using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace QuantGen.Declarations;

/// <summary>
/// Finds and reads <c>[Quantize]</c> declarations from syntax alone, so that the tool can before anything is compiled.
/// </summary>
internal static class QuantizeDeclarationReader
{
    private const string ShortName = "Quantize";
    private const string FullName = ShortName + "Attribute";
    private const string Namespace = "QuantGen";

    /// <summary>Every declaration of a file, in order.</summary>
    public static IReadOnlyList<QuantizeDeclaration> ReadAll(SyntaxTree tree, CancellationToken cancellation = default)
    {
        return tree.GetRoot(cancellation)
            .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
            .OfType<TypeDeclarationSyntax>()
            .SelectMany(type => type.AttributeLists
                .SelectMany(list => list.Attributes)
                .Where(IsQuantize)
                .Take(1)
                .Select(attribute => Read(type, attribute)))
            .ToList();
    }

    /// <summary>Reads one declaration.</summary>
    public static QuantizeDeclaration Read(TypeDeclarationSyntax type, AttributeSyntax attribute)
    {
        var diagnostics = new List<Diagnostic>();
        CheckType(type, diagnostics);
        var request = new QuantizeArgumentReader(diagnostics).Read(attribute, FullNameOf(type), type.Identifier.ValueText);
        return new QuantizeDeclaration(
            type, attribute, request, diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ToImmutableArray());
    }

    /// <summary>The types that hold a type, outermost first, without it.</summary>
    public static IEnumerable<TypeDeclarationSyntax> ContainingTypes(TypeDeclarationSyntax type)
    {
        return type.Ancestors().OfType<TypeDeclarationSyntax>().Reverse();
    }

    /// <summary>The namespace of a type, empty for the global one.</summary>
    public static string NamespaceOf(TypeDeclarationSyntax type)
    {
        var namespaces = type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse();
        return string.Join(".", namespaces.SelectMany(node => Identifiers(node.Name)));
    }

    /// <summary>Namespace, containing types and name, separated by dots.</summary>
    public static string FullNameOf(TypeDeclarationSyntax type)
    {
        var names = ContainingTypes(type).Append(type).Select(node => node.Identifier.ValueText);
        var prefix = NamespaceOf(type);
        return string.Join(".", prefix.Length == 0 ? names : names.Prepend(prefix));
    }

    /// <summary>The parts of a dotted name, without <c>global::</c> and the like.</summary>
    public static IEnumerable<string> Identifiers(SyntaxNode name)
    {
        return name.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);
    }

    /// <summary>
    /// Whether an attribute is ours by its name: <c>Quantize</c>, qualified by nothing or <c>QuantGen</c>, or an alias of the
    /// file for it.
    /// </summary>
    private static bool IsQuantize(AttributeSyntax attribute)
    {
        var parts = Identifiers(attribute.Name).ToList();
        if (parts.Count == 1 && AliasTarget(attribute, parts[0]) is { } target)
        {
            parts = Identifiers(target).ToList();
        }

        var isOurs = parts.Count == 1 || (parts.Count == 2 && parts[0] == Namespace);
        return isOurs && parts[parts.Count - 1] is ShortName or FullName;
    }

    /// <summary>What a <c>using</c> alias of the file stands for, or null.</summary>
    internal static SyntaxNode? AliasTarget(SyntaxNode place, string name)
    {
        return place.SyntaxTree.GetRoot()
            .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>()
            .FirstOrDefault(directive => directive.Alias?.Name.Identifier.ValueText == name)
            ?.NamespaceOrType;
    }

    private static void CheckType(TypeDeclarationSyntax type, List<Diagnostic> diagnostics)
    {
        var name = type.Identifier.ValueText;
        foreach (var (place, reason) in Obstacles(type))
        {
            diagnostics.Add(Diagnostic.Create(DeclarationDescriptors.KindNotSupported, place, name, reason));
        }

        if (!IsPartial(type))
        {
            diagnostics.Add(Diagnostic.Create(DeclarationDescriptors.NotPartial, type.Identifier.GetLocation(), name));
        }

        foreach (var containing in ContainingTypes(type).Where(containing => !IsPartial(containing)))
        {
            var (place, outer) = (containing.Identifier.GetLocation(), containing.Identifier.ValueText);
            diagnostics.Add(Diagnostic.Create(DeclarationDescriptors.ContainingTypeNotPartial, place, outer, name));
        }
    }

    private static bool IsPartial(TypeDeclarationSyntax type)
    {
        return type.Modifiers.Any(SyntaxKind.PartialKeyword);
    }

    private static IEnumerable<(Location Place, string Reason)> Obstacles(TypeDeclarationSyntax type)
    {
        if (type is not ClassDeclarationSyntax)
        {
            yield return (type.Keyword.GetLocation(), "a " + type.Keyword.ValueText);
        }

        foreach (var modifier in type.Modifiers)
        {
            if (modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword)
            {
                yield return (modifier.GetLocation(), modifier.ValueText);
            }
        }

        foreach (var node in ContainingTypes(type).Append(type))
        {
            if (node.TypeParameterList is { } parameters)
            {
                yield return (parameters.GetLocation(), node == type ? "generic" : "in a generic type");
            }

            if (node.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.FileKeyword)) is { RawKind: not 0 } file)
            {
                yield return (file.GetLocation(), "visible in its own file only");
            }
        }
    }
}
