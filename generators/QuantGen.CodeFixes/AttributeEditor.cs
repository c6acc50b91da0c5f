using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Declarations;
using QuantGen.Findings;

namespace QuantGen.CodeFixes;

/// <summary>Changes the arguments of an attribute by their names, so that one change does not move the place of the next.</summary>
internal static class AttributeEditor
{
    /// <summary>The attribute with a fix applied; unchanged where the fix does not apply any more.</summary>
    public static AttributeSyntax Apply(AttributeSyntax attribute, AttributeFix fix)
    {
        return AttributeArguments.Find(attribute, fix.Argument) is { } argument ? Change(attribute, argument, fix) : AddMissing(attribute, fix);
    }

    private static AttributeSyntax Change(AttributeSyntax attribute, AttributeArgumentSyntax argument, AttributeFix fix)
    {
        var (value, element) = (argument.Expression, Element(argument, fix));
        return fix.Edit switch
        {
            ArgumentEdit.Remove => Remove(attribute, argument),
            ArgumentEdit.Set => Replace(attribute, value, Value(argument, fix)),
            ArgumentEdit.AddElement => Replace(attribute, value, WithElement(value, Literal(fix.Proposed))),
            ArgumentEdit.ReplaceElement when element is not null => Replace(attribute, element, Literal(fix.Proposed)),
            ArgumentEdit.RemoveElement when element is not null => RemoveElement(attribute, argument, element),
            _ => attribute,
        };
    }

    private static AttributeSyntax AddMissing(AttributeSyntax attribute, AttributeFix fix)
    {
        return fix.Edit switch
        {
            ArgumentEdit.Set => Add(attribute, fix.Argument, Literal(fix.Proposed)),
            ArgumentEdit.AddElement => Add(attribute, fix.Argument, SyntaxFactory.ParseExpression($"[{Literal(fix.Proposed)}]")),
            _ => attribute,
        };
    }

    private static ExpressionSyntax? Element(AttributeArgumentSyntax argument, AttributeFix fix)
    {
        return AttributeArguments.Elements(argument.Expression).FirstOrDefault(element => AttributeArguments.IsText(element, fix.Given));
    }

    private static LiteralExpressionSyntax Literal(string text)
    {
        return SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));
    }

    /// <summary>A member of the mode's enum, with the enum's name where the old one has it; otherwise a text.</summary>
    private static ExpressionSyntax Value(AttributeArgumentSyntax argument, AttributeFix fix)
    {
        if (fix.Argument != AttributeArguments.Mode)
        {
            return Literal(fix.Proposed);
        }

        var member = SyntaxFactory.IdentifierName(fix.Proposed);
        return argument.Expression is MemberAccessExpressionSyntax access ? access.WithName(member) : member;
    }

    private static AttributeSyntax Replace(AttributeSyntax attribute, ExpressionSyntax old, ExpressionSyntax replacement)
    {
        return attribute.ReplaceNode(old, replacement.WithTriviaFrom(old));
    }

    private static AttributeSyntax Add(AttributeSyntax attribute, string name, ExpressionSyntax value)
    {
        var list = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        var nameEquals = SyntaxFactory.NameEquals(
            SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space));
        var argument = SyntaxFactory.AttributeArgument(nameEquals, nameColon: null, value);
        var isFirst = list.Arguments.Count == 0;
        return attribute.WithArgumentList(list.AddArguments(isFirst ? argument : argument.WithLeadingTrivia(SyntaxFactory.Space)));
    }

    private static AttributeSyntax Remove(AttributeSyntax attribute, AttributeArgumentSyntax argument)
    {
        return attribute.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    /// <summary>The last element takes the argument with it: an empty list says no more than none.</summary>
    private static AttributeSyntax RemoveElement(AttributeSyntax attribute, AttributeArgumentSyntax argument, ExpressionSyntax element)
    {
        return AttributeArguments.Elements(argument.Expression).Count() == 1
            ? Remove(attribute, argument)
            : attribute.RemoveNode(element.Parent is ExpressionElementSyntax item ? item : element, SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    private static ExpressionSyntax WithElement(ExpressionSyntax list, ExpressionSyntax element)
    {
        var elements = AttributeArguments.Elements(list).Select(item => item.WithoutTrivia().ToFullString()).Append(element.ToFullString());
        var text = string.Join(", ", elements);
        return list switch
        {
            ArrayCreationExpressionSyntax { Initializer: { } initializer } array => array.WithInitializer(Initializer(initializer, text)),
            ImplicitArrayCreationExpressionSyntax array => array.WithInitializer(Initializer(array.Initializer, text)),
            _ => SyntaxFactory.ParseExpression($"[{text}]"),
        };
    }

    private static InitializerExpressionSyntax Initializer(InitializerExpressionSyntax old, string elements)
    {
        var array = (ImplicitArrayCreationExpressionSyntax)SyntaxFactory.ParseExpression($"new[] {{ {elements} }}");
        return array.Initializer.WithTriviaFrom(old);
    }
}
