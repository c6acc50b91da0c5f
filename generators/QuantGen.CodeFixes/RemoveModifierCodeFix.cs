using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Declarations;

namespace QuantGen.CodeFixes;

/// <summary>QG0005: removes <c>static</c>, <c>abstract</c> or <c>file</c> where it stands in the way. Type parameters and records are for a person.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveModifierCodeFix))]
[Shared]
public sealed class RemoveModifierCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DeclarationDescriptors.KindNotSupported.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider()
    {
        return WellKnownFixAllProviders.BatchFixer;
    }

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var modifier = root!.FindToken(context.Span.Start);
        if (modifier.Parent is TypeDeclarationSyntax type &&
            modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.FileKeyword)
        {
            var action = CodeAction.Create(
                $"Remove '{modifier.ValueText}'",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(type, Without(type, modifier)))),
                equivalenceKey: modifier.ValueText);
            context.RegisterCodeFix(action, context.Diagnostics);
        }
    }

    /// <summary>Comments before the modifier stay before what follows it.</summary>
    private static SyntaxNode Without(TypeDeclarationSyntax type, SyntaxToken modifier)
    {
        var next = modifier.GetNextToken();
        var isFollowedByModifier = type.Modifiers.IndexOf(modifier) + 1 < type.Modifiers.Count;
        var leading = modifier.LeadingTrivia.AddRange(next.LeadingTrivia);
        var modifiers = type.Modifiers.Remove(modifier);
        return isFollowedByModifier
            ? type.WithModifiers(modifiers.Replace(modifiers[type.Modifiers.IndexOf(modifier)], next.WithLeadingTrivia(leading)))
            : type.WithModifiers(modifiers).WithKeyword(type.Keyword.WithLeadingTrivia(leading));
    }
}
