using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace QuantGen.Plan;

/// <summary>
/// Writes a plan in its one canonical form: <see cref="PlanParser"/> reads it back equal, and equal plans give equal text.
/// </summary>
internal static class PlanWriter
{
    public static string Write(PlanDocument plan)
    {
        var text = new StringBuilder();
        Header(text, plan);
        if (plan.WeightBytes is { } bytes)
        {
            Line(text, "weights", PlanNumber.Format(bytes), plan.WeightHash);
            Line(text, "arena", plan.ArenaBytes.ToString());
            Body(text, plan);
        }

        return text.ToString();
    }

    private static void Header(StringBuilder text, PlanDocument plan)
    {
        Line(text, "quantgen-plan", PlanNumber.Format(PlanDocument.CurrentVersion));
        Line(text, "class", Quote(plan.ClassName));
        Line(text, "request", plan.Request);
        Line(text, "model", Quote(plan.ModelFile), plan.ModelHash);
        Line(text, "mode", plan.Mode);
        foreach (var symbol in plan.Symbols)
        {
            Line(text, "symbol", symbol.Name, symbol.Chunk is { } chunk ? "chunk " + PlanNumber.Format(chunk) : "");
        }

        foreach (var port in plan.Inputs)
        {
            Line(text, "input", Port(port));
        }

        foreach (var port in plan.Outputs)
        {
            Line(text, "output", Port(port));
        }
    }

    private static void Body(StringBuilder text, PlanDocument plan)
    {
        foreach (var constant in plan.Constants)
        {
            var shape = List(constant.Shape, size => PlanNumber.Format(size));
            Line(text, "constant", constant.Name, PlanElementTypes.Name(constant.Type), shape, Place(constant));
        }

        foreach (var tensor in plan.Tensors)
        {
            var shape = List(tensor.Shape, size => size.ToString());
            var type = PlanElementTypes.Name(tensor.Type);
            var scale = tensor.Scale is { } value
                ? "scale " + PlanNumber.Format(value) + " zero " + PlanNumber.Format(tensor.ZeroPoint ?? 0)
                : "";
            Line(text, "tensor", tensor.Name, Quote(tensor.OnnxName), type, shape, "at " + tensor.Offset, scale);
        }

        foreach (var scale in plan.Scales)
        {
            var values = List(scale.Values, PlanNumber.Format);
            Line(text, "scale", scale.Name, Quote(scale.OnnxName), "axis " + PlanNumber.Format(scale.Axis), "=", values);
        }

        foreach (var step in plan.Steps)
        {
            Line(text, "step", step.Name, Quote(step.Title), step.Kernel);
            foreach (var argument in step.Arguments)
            {
                Line(text, "  " + Argument(argument));
            }
        }
    }

    private static string Port(PlanPort port)
    {
        var shape = List(port.Shape, size => size.ToString());
        return string.Join(" ", port.Name, Quote(port.OnnxName), PlanElementTypes.Name(port.Type), shape);
    }

    private static string Place(PlanConstant constant)
    {
        if (constant.Offset is { } offset)
        {
            return "at " + PlanNumber.Format(offset);
        }

        var values = constant.Table ?? throw new ArgumentException($"Constant '{constant.Name}' has neither an offset nor a table.");
        return "= " + List(values, value => PlanElementTypes.Format(constant.Type, value));
    }

    private static string Argument(PlanArgument argument)
    {
        return argument.Name + " = " + Value(argument.Value);
    }

    private static string Value(PlanValue value)
    {
        return value switch
        {
            PlanValue.Integer integer => integer.Value.ToString(),
            PlanValue.Float number => PlanNumber.Format(number.Value) + "f",
            PlanValue.Boolean boolean => boolean.Value ? PlanValueParser.True : PlanValueParser.False,
            PlanValue.Reference reference => "%" + reference.Name,
            PlanValue.None => PlanValueParser.None,
            PlanValue.Enumeration enumeration => enumeration.Type + "." + enumeration.Member,
            PlanValue.Structure structure => structure.Type + "(" + string.Join(", ", structure.Members.Select(Argument)) + ")",
            PlanValue.List list => List(list.Items, Value),
            _ => throw new ArgumentException($"The plan format has no value of type {value.GetType().Name}."),
        };
    }

    private static string List<T>(IReadOnlyList<T> items, Func<T, string> print)
    {
        return "[" + string.Join(", ", items.Select(print)) + "]";
    }

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var character in value)
        {
            text.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                // Surrogates are escaped one by one: a lone one would not survive UTF-8.
                < ' ' or (>= '\x7f' and <= '\xa0') or '\x2028' or '\x2029' or (>= '\xd800' and <= '\xdfff')
                    or >= '\xfffe' or '\xfeff' =>
                    "\\u" + ((int)character).ToString("x4", CultureInfo.InvariantCulture),
                _ => character.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private static void Line(StringBuilder text, params string[] words)
    {
        text.Append(string.Join(" ", words.Where(word => word.Length > 0))).Append('\n');
    }
}
