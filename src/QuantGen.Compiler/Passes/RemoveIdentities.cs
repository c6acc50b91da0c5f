using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Passes;

/// <summary>Removes nodes that change nothing: Identity, Dropout, a Cast to the same type, a Reshape or Transpose that keeps the order.</summary>
internal static class RemoveIdentities
{
    public static void Run(ModelGraph graph)
    {
        foreach (var node in graph.Nodes.Where(node => node.Definition.IsIdentity(node)).ToArray())
        {
            // A model output keeps its own name: the copy stays as a node.
            if (!graph.Outputs.Contains(node.Output))
            {
                graph.Nodes.Remove(node);
                graph.Replace(node.Output, node.Input(0));
            }
            else if (CanTakeOver(graph, node))
            {
                graph.Nodes.Remove(node);
                GraphEdit.ReplaceOutput(node.Input(0).Producer!, node.Input(0), node.Output);
            }
        }

        graph.RemoveUnused();
    }

    /// <summary>Whether the node before can write the model's output itself.</summary>
    private static bool CanTakeOver(ModelGraph graph, Node node)
    {
        var input = node.Input(0);
        return input.Producer is { } producer && graph.Nodes.Contains(producer) && !graph.Outputs.Contains(input)
            && input.Dimensions.SequenceEqual(node.Output.Dimensions)
            && graph.Nodes.SelectMany(other => other.Inputs).Count(other => other == input) == 1;
    }
}
