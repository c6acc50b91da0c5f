using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace QuantGen.Declarations;

/// <summary>Finds the parts of an attribute by the names that diagnostics use.</summary>
internal static class AttributeArguments
{
    /// <summary>Stands for the argument without a name.</summary>
    public const string Mode = nameof(QuantizeRequest.Mode);

    /// <summary>The name of an argument.</summary>
    public static string NameOf(AttributeArgumentSyntax argument)
    {
        return argument.NameEquals?.Name.Identifier.ValueText ?? Mode;
    }

    /// <summary>The argument of a name, or null.</summary>
    public static AttributeArgumentSyntax? Find(AttributeSyntax attribute, string name)
    {
        return attribute.ArgumentList?.Arguments.FirstOrDefault(argument => NameOf(argument) == name);
    }

    /// <summary>The elements of an array, in any of the ways to write one; empty for anything else.</summary>
    public static IEnumerable<ExpressionSyntax> Elements(ExpressionSyntax value)
    {
        return value switch
        {
            CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression),
            ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
            _ => [],
        };
    }

    /// <summary>Whether an expression is a string literal with this text.</summary>
    public static bool IsText(ExpressionSyntax expression, string text)
    {
        return LiteralReader.TryString(expression, out var value) && value == text;
    }
}
