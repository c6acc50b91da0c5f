using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>Pieces of C# text: names, literals, types and doc comments.</summary>
internal static class CSharpText
{
    /// <summary><c>input_ids</c> to <c>InputIds</c>.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (var part in name.Split('_'))
        {
            if (part.Length > 0)
            {
                text.Append(char.ToUpperInvariant(part[0])).Append(part, 1, part.Length - 1);
            }
        }

        return text.Length == 0 || text[0] is >= '0' and <= '9' ? "_" + text : text.ToString();
    }

    /// <summary>
    /// <c>InputIds</c> and <c>input_ids</c> to <c>inputIds</c>, <c>N</c> to <c>n</c>, <c>IDMask</c> to <c>idMask</c>.
    /// </summary>
    public static string Camel(string name)
    {
        var text = new StringBuilder(Pascal(name));
        for (var i = 0; i < text.Length && char.IsUpper(text[i]); i++)
        {
            var startsNextWord = i > 0 && i + 1 < text.Length && char.IsLower(text[i + 1]);
            if (startsNextWord)
            {
                break;
            }

            text[i] = char.ToLowerInvariant(text[i]);
        }

        return text.ToString();
    }

    /// <summary>A name as source: keywords get an <c>@</c>.</summary>
    public static string Identifier(string name)
    {
        var isKeyword = SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ||
            SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None;
        return isKeyword ? "@" + name : name;
    }

    public static string String(string value)
    {
        return SymbolDisplay.FormatLiteral(value, quote: true);
    }

    public static string Float(float value)
    {
        return float.IsNaN(value) ? "float.NaN"
            : float.IsPositiveInfinity(value) ? "float.PositiveInfinity"
            : float.IsNegativeInfinity(value) ? "float.NegativeInfinity"
            : PlanNumber.Format(value) + "f";
    }

    /// <summary>A value of a table, for a target of its type.</summary>
    public static string TableValue(PlanElementType type, double value)
    {
        return type switch
        {
            PlanElementType.Float32 => Float((float)value),
            PlanElementType.Float64 when double.IsNaN(value) => "double.NaN",
            PlanElementType.Float64 when double.IsInfinity(value) => value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity",
            PlanElementType.Float64 => PlanNumber.Format(value) + "d",
            PlanElementType.Bool => value != 0 ? "true" : "false",
            _ => PlanElementTypes.Format(type, value),
        };
    }

    /// <summary>The C# type of an element. bfloat16 has none in .NET: its bits are passed.</summary>
    public static string Type(PlanElementType type)
    {
        return type switch
        {
            PlanElementType.Float32 => "float",
            PlanElementType.Float64 => "double",
            PlanElementType.Float16 => "Half",
            PlanElementType.BFloat16 => "ushort",
            PlanElementType.Int8 => "sbyte",
            PlanElementType.UInt8 => "byte",
            PlanElementType.Int16 => "short",
            PlanElementType.UInt16 => "ushort",
            PlanElementType.Int32 => "int",
            PlanElementType.UInt32 => "uint",
            PlanElementType.Int64 => "long",
            PlanElementType.UInt64 => "ulong",
            _ => "bool",
        };
    }

    /// <summary>Text for a comment of one line, doc comment or not: escaped as XML, with nothing that ends the line.</summary>
    public static string Comment(string text)
    {
        var result = new StringBuilder();
        foreach (var character in text)
        {
            result.Append(character switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\x2028' or '\x2029' or '\xfffe' or '\xffff' => " ",
                _ when char.IsControl(character) || char.IsSurrogate(character) => " ",
                _ => character.ToString(),
            });
        }

        return result.ToString();
    }
}
