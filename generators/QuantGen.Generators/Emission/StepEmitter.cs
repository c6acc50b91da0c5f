using System.Collections.Generic;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>Writes one method per step: the call of a kernel with named arguments.</summary>
internal static class StepEmitter
{
    public static void Emit(SourceWriter writer, ModelLayout layout)
    {
        foreach (var step in layout.Steps)
        {
            writer.Separate();
            if (step.Plan.Title.Length > 0)
            {
                writer.Doc("summary", CSharpText.Comment(step.Plan.Title.TrimEnd('.')) + ".");
            }

            var (ports, symbols) = Uses(layout, step.Plan);
            var spans = ports.Select(port => $"{port.SpanType} {port.Variable}");
            var sizes = symbols.Select(symbol => "int " + layout.Variable(symbol));
            writer.Call("private void " + step.Method, [.. spans, .. sizes], suffix: "");
            using (writer.Body())
            {
                writer.Call(Kernel(step.Plan.Kernel), [.. step.Plan.Arguments.Select(argument => Argument(layout, argument))]);
            }
        }
    }

    /// <summary>What the method of a step is called with.</summary>
    public static IReadOnlyList<string> Arguments(ModelLayout layout, PlanStep step)
    {
        var (ports, symbols) = Uses(layout, step);
        return [.. ports.Select(port => port.Variable), .. symbols.Select(layout.Variable)];
    }

    private static string Kernel(string kernel)
    {
        return string.Join(".", kernel.Split('.').Select(CSharpText.Identifier));
    }

    private static (IReadOnlyList<PortLayout> Ports, IReadOnlyList<string> Symbols) Uses(ModelLayout layout, PlanStep step)
    {
        var values = step.Arguments.SelectMany(argument => Flatten(argument.Value)).ToList();
        var names = new HashSet<string>(values.OfType<PlanValue.Reference>().Select(reference => reference.Name));
        var tensors = layout.Plan.Tensors.Where(tensor => names.Contains(tensor.Name));
        var used = new HashSet<string>(tensors
            .SelectMany(tensor => tensor.Shape.Append(tensor.Offset))
            .Concat(values.OfType<PlanValue.Integer>().Select(integer => integer.Value))
            .SelectMany(dimension => dimension.Symbols));
        return (
            layout.Ports.Where(port => names.Contains(port.Plan.Name)).ToList(),
            layout.Plan.Symbols.Select(symbol => symbol.Name).Where(used.Contains).ToList());
    }

    private static IEnumerable<PlanValue> Flatten(PlanValue value)
    {
        return value switch
        {
            PlanValue.Structure structure => structure.Members.SelectMany(member => Flatten(member.Value)),
            PlanValue.List list => list.Items.SelectMany(Flatten),
            _ => [value],
        };
    }

    private static string Argument(ModelLayout layout, PlanArgument argument)
    {
        var label = CSharpText.Identifier(argument.Name) + ": ";
        return label + Value(layout, argument.Value, label);
    }

    private static string Value(ModelLayout layout, PlanValue value, string label)
    {
        return value switch
        {
            PlanValue.Integer integer => layout.Int(integer.Value),
            PlanValue.Float number => CSharpText.Float(number.Value),
            PlanValue.Boolean boolean => boolean.Value ? "true" : "false",
            PlanValue.Reference reference => Span(layout, reference.Name),
            PlanValue.Enumeration enumeration =>
                $"{CSharpText.Identifier(enumeration.Type)}.{CSharpText.Identifier(enumeration.Member)}",
            PlanValue.Structure structure => SourceWriter.Creation(
                label, CSharpText.Identifier(structure.Type), [.. structure.Members.Select(member => Argument(layout, member))]),
            PlanValue.List list => "[" + string.Join(", ", list.Items.Select(item => Value(layout, item, ""))) + "]",
            _ => "default",
        };
    }

    private static string Span(ModelLayout layout, string name)
    {
        if (layout.Ports.FirstOrDefault(port => port.Plan.Name == name) is { } port)
        {
            return port.Variable;
        }

        if (layout.TableNames.TryGetValue(name, out var table))
        {
            return "Tables." + table;
        }

        if (layout.Plan.Tensors.FirstOrDefault(tensor => tensor.Name == name) is { } tensor)
        {
            var length = tensor.Shape.Aggregate(Dimension.One, (product, size) => product * size);
            return $"_arena.Span<{CSharpText.Type(tensor.Type)}>({layout.Long(tensor.Offset)}, {layout.Long(length)})";
        }

        var constant = layout.Plan.Constants.First(constant => constant.Name == name);
        var count = constant.Shape.Aggregate(1L, (product, size) => checked(product * size));
        var offset = PlanNumber.Format(constant.Offset!.Value);
        return $"Weights.Span<{CSharpText.Type(constant.Type)}>({offset}, {PlanNumber.Format(count)})";
    }
}
