using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Passes;

/// <summary>Edits that several passes make.</summary>
internal static class GraphEdit
{
    /// <summary>Makes a node read other values in place of some.</summary>
    public static void ReplaceInputs(Node node, Dictionary<Value, Value> replacements)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is { } input && replacements.TryGetValue(input, out var replacement))
            {
                node.Inputs[i] = replacement;
            }
        }
    }

    /// <summary>Makes a node write another value in place of one of its outputs.</summary>
    public static void ReplaceOutput(Node node, Value old, Value replacement)
    {
        node.Outputs[node.Outputs.IndexOf(old)] = replacement;
        replacement.Producer = node;
    }

    /// <summary>The only node that reads a value, when there is one and the value is not a model output.</summary>
    public static Node? OnlyConsumer(ModelGraph graph, Dictionary<Value, List<Node>> consumers, Value value)
    {
        return !graph.Outputs.Contains(value) && consumers.TryGetValue(value, out var list) && list.Count == 1 ? list[0] : null;
    }

    /// <summary>Merges a node into the one before it, which takes over its output.</summary>
    public static void Absorb(ModelGraph graph, Dictionary<Value, List<Node>> consumers, Node node, Node absorbed)
    {
        consumers.Remove(node.Output);
        ReplaceOutput(node, node.Output, absorbed.Output);
        graph.Nodes.Remove(absorbed);
    }
}
