using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Declarations;

namespace QuantGen.CodeFixes;

/// <summary>QG0001 and QG0002: adds <c>partial</c> to the type that the diagnostic points to.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialCodeFix))]
[Shared]
public sealed class MakePartialCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DeclarationDescriptors.NotPartial.Id, DeclarationDescriptors.ContainingTypeNotPartial.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider()
    {
        return WellKnownFixAllProviders.BatchFixer;
    }

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
        {
            var action = CodeAction.Create(
                $"Make '{type.Identifier.ValueText}' partial",
                cancellation => MakePartialAsync(context.Document, type, cancellation),
                equivalenceKey: nameof(MakePartialCodeFix));
            context.RegisterCodeFix(action, context.Diagnostics);
        }
    }

    private static async Task<Document> MakePartialAsync(
        Document document, TypeDeclarationSyntax type, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return document.WithSyntaxRoot(root!.ReplaceNode(type, WithPartial(type)));
    }

    /// <summary>
    /// <c>partial</c> stands last among the modifiers. Without any, it takes over what stood before the keyword: comments and
    /// spaces.
    /// </summary>
    private static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Any())
        {
            return type.WithModifiers(type.Modifiers.Add(partial));
        }

        var keyword = type.Keyword;
        return type
            .WithKeyword(keyword.WithLeadingTrivia())
            .WithModifiers(SyntaxFactory.TokenList(partial.WithLeadingTrivia(keyword.LeadingTrivia)));
    }
}
