using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Passes;

/// <summary>
/// Solves what the nodes require of open lengths: symbols that must be equal become one (exporters name the same length anew for each input),
/// a symbol that must have a certain value becomes that number. What remains is checked when the model runs.
/// </summary>
internal static class Unification
{
    /// <exception cref="CompilationException">Two requirements contradict each other.</exception>
    public static void Run(ModelGraph graph)
    {
        var open = graph.Requirements;
        var values = new Lazy<List<Value>>(() => Values(graph));
        while (Definition(open) is { } definition)
        {
            var symbols = new Dictionary<string, Dimension> { [definition.Symbol] = definition.Value };
            values.Value.ForEach(value => Substitute(value, symbols));
            open = [.. open.Select(equality => equality.Substitute(symbols)).Where(equality => IsOpen(graph, equality))];
        }

        graph.Requirements = [.. open.DistinctBy(equality => (equality.Left, equality.Right))];
    }

    private static bool IsOpen(ModelGraph graph, DimensionEquality equality)
    {
        return equality.Known switch
        {
            null => true,
            true => false,
            false => throw new CompilationException(DiagnosticCatalog.InvalidModel(
                graph.File, equality.Node, $"lengths {equality.Left} and {equality.Right} must be equal")),
        };
    }

    private static (string Symbol, Dimension Value)? Definition(IEnumerable<DimensionEquality> open)
    {
        return open.Select(equality => equality.AsDefinition()).FirstOrDefault(definition => definition is not null);
    }

    private static List<Value> Values(ModelGraph graph)
    {
        return [.. graph.Inputs.Concat(graph.Nodes.SelectMany(node => node.Inputs.Concat(node.Outputs)).OfType<Value>()).Concat(graph.Outputs).Distinct()];
    }

    private static void Substitute(Value value, Dictionary<string, Dimension> symbols)
    {
        value.Shape = value.Shape?.Select(dimension => dimension.Substitute(symbols)).ToArray();
        value.SymbolicElements = value.SymbolicElements?.Select(element => element.Substitute(symbols)).ToArray();
    }
}
