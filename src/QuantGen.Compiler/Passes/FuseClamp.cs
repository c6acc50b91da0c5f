using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Passes;

/// <summary>Merges Relu and Clip into the node before them, which clamps its result while it still has it at hand.</summary>
internal static class FuseClamp
{
    public static void Run(ModelGraph graph)
    {
        var consumers = graph.Consumers();
        foreach (var node in graph.Nodes.ToArray())
        {
            while (node.Definition.AcceptsClamp(node)
                && GraphEdit.OnlyConsumer(graph, consumers, node.Output) is { } next
                && next.Definition.AsClamp(next) is { } clamp
                && next.Input(0) == node.Output)
            {
                node.Clamp = node.Clamp.Then(clamp);
                GraphEdit.Absorb(graph, consumers, node, next);
            }
        }
    }
}
