using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Declarations;

namespace QuantGen.CodeFixes;

/// <summary>QG0004: writes out the value of a constant expression.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteLiteralCodeFix))]
[Shared]
public sealed class WriteLiteralCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DeclarationDescriptors.NotLiteral.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider()
    {
        return WellKnownFixAllProviders.BatchFixer;
    }

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not ExpressionSyntax expression ||
            model!.GetConstantValue(expression, context.CancellationToken) is not { HasValue: true } constant ||
            Literal(constant.Value, model.GetTypeInfo(expression, context.CancellationToken).Type) is not { } text)
        {
            return;
        }

        var literal = SyntaxFactory.ParseExpression(text).WithTriviaFrom(expression);
        var action = CodeAction.Create(
            $"Write {text}",
            _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(expression, literal))),
            equivalenceKey: nameof(WriteLiteralCodeFix));
        context.RegisterCodeFix(action, context.Diagnostics);
    }

    private static string? Literal(object? value, ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum })
        {
            var member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, value));
            return member is null ? null : $"{type.Name}.{member.Name}";
        }

        return value switch
        {
            string or bool => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
            int or long or float or double => string.Format(CultureInfo.InvariantCulture, "{0:R}", value),
            _ => null,
        };
    }
}
