using System.Collections.Generic;

namespace QuantGen.Plan;

/// <summary>Reads the value of a step's argument.</summary>
internal sealed class PlanValueParser(PlanScanner scanner, ICollection<string> symbols, ICollection<string> names)
{
    public const string True = "true";
    public const string False = "false";
    public const string None = "none";

    private const int MaximumDepth = 8;

    private int _depth;

    /// <summary>Words with a meaning in values; no symbol may have such a name.</summary>
    public static bool IsReserved(string name)
    {
        return name is True or False or None or PlanExpressionParser.Maximum
            or PlanNumber.Infinity + "f" or PlanNumber.NotANumber + "f";
    }

    public PlanValue Parse()
    {
        if (scanner.TryPunctuation('%'))
        {
            return Reference();
        }

        if (scanner.TryPunctuation('['))
        {
            return List();
        }

        if (scanner.TryFloat(out var number))
        {
            return new PlanValue.Float(number);
        }

        var name = scanner.PeekIdentifier();
        if (name is null || name == PlanExpressionParser.Maximum || symbols.Contains(name))
        {
            return new PlanValue.Integer(new PlanExpressionParser(scanner, symbols).Parse());
        }

        var mark = scanner.Mark();
        scanner.Keyword(name);
        return name switch
        {
            True => new PlanValue.Boolean(true),
            False => new PlanValue.Boolean(false),
            None => new PlanValue.None(),
            _ => NamedValue(name, mark),
        };
    }

    /// <summary>Reads <c>name = value</c>.</summary>
    public PlanArgument Argument(ICollection<string> taken)
    {
        var mark = scanner.Mark();
        var name = scanner.Identifier("a parameter's name");
        if (taken.Contains(name))
        {
            throw scanner.Error($"'{name}' is given twice", mark);
        }

        taken.Add(name);
        scanner.Punctuation('=');
        return new PlanArgument(name, Parse());
    }

    private PlanValue.Reference Reference()
    {
        var mark = scanner.Mark();
        var name = scanner.Identifier("a name");
        return names.Contains(name)
            ? new PlanValue.Reference(name)
            : throw scanner.Error($"'{name}' is not an input, output, constant or tensor declared above", mark);
    }

    private PlanValue.List List()
    {
        var items = new List<PlanValue>();
        if (scanner.TryPunctuation(']'))
        {
            return new PlanValue.List(items);
        }

        do
        {
            PlanValue item = scanner.TryFloat(out var number)
                ? new PlanValue.Float(number)
                : new PlanValue.Integer(new PlanExpressionParser(scanner, symbols).Parse());
            if (items.Count > 0 && items[0].GetType() != item.GetType())
            {
                throw scanner.Error("a list holds either integers or floats");
            }

            items.Add(item);
        }
        while (scanner.TryPunctuation(','));

        scanner.Punctuation(']');
        return new PlanValue.List(items);
    }

    private PlanValue NamedValue(string type, int mark)
    {
        if (scanner.TryPunctuation('.'))
        {
            return new PlanValue.Enumeration(type, scanner.Identifier("a member"));
        }

        if (!scanner.TryPunctuation('('))
        {
            throw scanner.Error($"'{type}' is not a symbol, and neither '.' nor '(' follows it", mark);
        }

        if (++_depth > MaximumDepth)
        {
            throw scanner.Error("the value is nested too deeply");
        }

        var members = new List<PlanArgument>();
        if (!scanner.TryPunctuation(')'))
        {
            var taken = new HashSet<string>();
            do
            {
                members.Add(Argument(taken));
            }
            while (scanner.TryPunctuation(','));

            scanner.Punctuation(')');
        }

        _depth--;
        return new PlanValue.Structure(type, members);
    }
}
