using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Passes;

/// <summary>Removes nodes that change nothing: Identity, Dropout, a Cast to the same type, a Reshape or Transpose that keeps the order.</summary>
internal static class RemoveIdentities
{
    public static void Run(ModelGraph graph)
    {
        var outputs = graph.Outputs.ToHashSet();
        var removed = new HashSet<Node>();
        var replacements = new Dictionary<Value, Value>();
        foreach (var node in graph.Nodes)
        {
            // Nodes are in order: what an input stands for is known by now.
            GraphEdit.ReplaceInputs(node, replacements);
            // A model output keeps its own name: the copy stays as a node.
            if (node.Definition.IsIdentity(node) && !outputs.Contains(node.Output))
            {
                removed.Add(node);
                replacements[node.Output] = node.Input(0);
            }
        }

        graph.Nodes.RemoveAll(removed.Contains);
        LetProducersWriteOutputs(graph, outputs);
        graph.RemoveUnused();
    }

    /// <summary>Where nothing else reads what an output is a copy of, the node before can write the model's output itself.</summary>
    private static void LetProducersWriteOutputs(ModelGraph graph, HashSet<Value> outputs)
    {
        var nodes = graph.Nodes.ToHashSet();
        var consumers = graph.Consumers();
        foreach (var node in graph.Nodes.Where(node => node.Definition.IsIdentity(node)).ToArray())
        {
            var input = node.Input(0);
            if (input.Producer is { } producer && nodes.Contains(producer) && !outputs.Contains(input)
                && input.Dimensions.SequenceEqual(node.Output.Dimensions)
                && consumers[input].Count == 1)
            {
                graph.Nodes.Remove(node);
                GraphEdit.ReplaceOutput(producer, input, node.Output);
            }
        }
    }
}
