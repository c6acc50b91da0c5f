using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Reporting;

/// <summary>Which nodes compute in float, and why.</summary>
internal static class ReportFloatNodes
{
    /// <summary>Nodes that someone decided about come one by one, the others by operator.</summary>
    public static IReadOnlyList<KeptFloatNode> List(ModelGraph graph, QuantizationOptions options, QuantizationOutcome outcome)
    {
        var measured = outcome.FloatNodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        Node[] nodes = [.. graph.Nodes.Where(IsFloat).Where(node => !measured.Contains(node.Name))];
        var byUser = nodes.Where(node => KeptNames.Contain(options, node))
            .Select(node => new KeptFloatNode(node.Name, node.SourceType, "named by KeepFloatNodes or KeepFloatOperators"));
        var others = nodes.Where(node => !KeptNames.Contain(options, node))
            .GroupBy(node => (node.SourceType, Reason: Reason(node, options.Mode)))
            .Select(group => new KeptFloatNode(Name([.. group]), group.Key.SourceType, group.Key.Reason));
        return [.. outcome.FloatNodes, .. byUser, .. others];

        bool IsFloat(Node node)
        {
            return !outcome.Assignment.IsQuantized(node) && node.Output.Type == ElementType.Float32 && !node.Output.IsConstant;
        }
    }

    private static string Reason(Node node, QuantizationMode mode)
    {
        if (mode == QuantizationMode.WeightOnly)
        {
            return "has no weights, or such that are not worth storing in fewer bits";
        }

        if (mode == QuantizationMode.Dynamic)
        {
            return node.Definition.WeightInputs(node).Count == 0
                ? "has no weights to multiply in 8 bits"
                : "multiplies each input value too seldom: quantizing it while running would cost more than it saves";
        }

        return node.Definition.IntegerFormOf(node) == IntegerForm.None
            ? "has no 8-bit form"
            : "its neighbours are in float: 8 bits would have to be converted to and fro";
    }

    private static string Name(IReadOnlyList<Node> nodes)
    {
        return nodes.Count == 1 ? nodes[0].Name : $"{nodes.Count} nodes, {nodes[0].Name} the first";
    }
}
