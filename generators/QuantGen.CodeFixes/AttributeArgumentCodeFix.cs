using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Declarations;
using QuantGen.Findings;
using QuantGen.Generators;

namespace QuantGen.CodeFixes;

/// <summary>Changes the argument of <c>[Quantize]</c> that a diagnostic names, in the way that it proposes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AttributeArgumentCodeFix))]
[Shared]
public sealed class AttributeArgumentCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DeclarationDescriptors.NotUsed.Id, .. FindingDescriptors.All.Select(descriptor => descriptor.Id)];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider()
    {
        // Not one by one: two arguments removed from one attribute share a comma.
        return FixAllProvider.Create((context, document, diagnostics) => FixAsync(document, diagnostics, context.CancellationToken));
    }

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (FixProperties.Read(diagnostic) is { } fix)
            {
                var action = CodeAction.Create(
                    TitleOf(fix),
                    async cancellation => await FixAsync(context.Document, [diagnostic], cancellation).ConfigureAwait(false) ?? context.Document,
                    equivalenceKey: diagnostic.Id);
                context.RegisterCodeFix(action, diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static string TitleOf(AttributeFix fix)
    {
        return fix.Edit switch
        {
            ArgumentEdit.Remove => $"Remove '{fix.Argument}'",
            ArgumentEdit.RemoveElement => $"Remove '{fix.Given}' from '{fix.Argument}'",
            ArgumentEdit.ReplaceElement => $"Change '{fix.Given}' to '{fix.Proposed}'",
            ArgumentEdit.AddElement => $"Add '{fix.Proposed}' to '{fix.Argument}'",
            _ => $"Set '{fix.Argument}' to '{fix.Proposed}'",
        };
    }

    private static async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return null;
        }

        var fixes = new Dictionary<AttributeSyntax, List<AttributeFix>>();
        foreach (var diagnostic in diagnostics.Where(diagnostic => FixProperties.Read(diagnostic) is not null))
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AttributeSyntax>() is { } attribute)
            {
                (fixes.TryGetValue(attribute, out var list) ? list : fixes[attribute] = []).Add(FixProperties.Read(diagnostic)!);
            }
        }

        return document.WithSyntaxRoot(root.ReplaceNodes(fixes.Keys, (attribute, _) => fixes[attribute].Aggregate(attribute, AttributeEditor.Apply)));
    }
}
