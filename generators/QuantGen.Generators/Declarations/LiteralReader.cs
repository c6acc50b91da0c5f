using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace QuantGen.Declarations;

/// <summary>Values of literals: what can be known from an expression's syntax alone.</summary>
internal static class LiteralReader
{
    /// <summary>A string literal of any kind, or <c>null</c>.</summary>
    public static bool TryString(ExpressionSyntax expression, out string? value)
    {
        expression = Unwrap(expression);
        value = expression.IsKind(SyntaxKind.StringLiteralExpression)
            ? ((LiteralExpressionSyntax)expression).Token.ValueText
            : null;
        return value is not null || expression.IsKind(SyntaxKind.NullLiteralExpression);
    }

    /// <summary>A number, with or without signs.</summary>
    public static bool TryNumber(ExpressionSyntax expression, out double value)
    {
        expression = Unwrap(expression);
        if (expression is PrefixUnaryExpressionSyntax { OperatorToken: var sign, Operand: var operand } &&
            sign.Kind() is SyntaxKind.MinusToken or SyntaxKind.PlusToken)
        {
            var known = TryNumber(operand, out var magnitude);
            value = sign.IsKind(SyntaxKind.MinusToken) ? -magnitude : magnitude;
            return known;
        }

        var number = expression.IsKind(SyntaxKind.NumericLiteralExpression)
            ? ((LiteralExpressionSyntax)expression).Token.Value
            : null;
        value = number switch
        {
            int integer => integer,
            uint integer => integer,
            long integer => integer,
            ulong integer => integer,
            float real => real,
            double real => real,
            _ => double.NaN,
        };
        return !double.IsNaN(value);
    }

    public static bool TryBoolean(ExpressionSyntax expression, out bool value)
    {
        expression = Unwrap(expression);
        value = expression.IsKind(SyntaxKind.TrueLiteralExpression);
        return value || expression.IsKind(SyntaxKind.FalseLiteralExpression);
    }

    /// <summary>A member of an enum: its name, alone or after the enum's name, a qualified one or an alias for it.</summary>
    public static bool TryMember(ExpressionSyntax expression, string type, IReadOnlyCollection<string> members, out string value)
    {
        expression = Unwrap(expression);
        value = expression switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax access when IsType(access.Expression, type) => access.Name.Identifier.ValueText,
            _ => "",
        };
        return members.Contains(value);
    }

    /// <summary>An array of string literals, in any of the ways to write one.</summary>
    public static bool TryStrings(ExpressionSyntax expression, out IReadOnlyList<string> values)
    {
        var items = Unwrap(expression) switch
        {
            CollectionExpressionSyntax collection =>
                collection.Elements.Select(element => (element as ExpressionElementSyntax)?.Expression),
            ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
            _ => [null],
        };
        var texts = new List<string>();
        values = texts;
        foreach (var item in items)
        {
            if (item is null || !TryString(item, out var text) || text is null)
            {
                return false;
            }

            texts.Add(text);
        }

        return true;
    }

    private static bool IsType(ExpressionSyntax expression, string type)
    {
        var name = QuantizeDeclarationReader.Identifiers(expression).LastOrDefault();
        return name == type ||
            (expression is IdentifierNameSyntax && name is not null &&
                QuantizeDeclarationReader.AliasTarget(expression, name) is { } target &&
                QuantizeDeclarationReader.Identifiers(target).LastOrDefault() == type);
    }

    private static ExpressionSyntax Unwrap(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }
}
