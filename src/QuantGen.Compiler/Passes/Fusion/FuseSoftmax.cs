using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>Makes one Softmax of <c>e / sum(e)</c> with <c>e = exp(x - max(x))</c> over the last axis.</summary>
internal static class FuseSoftmax
{
    public static void Run(ModelGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (Source(node) is { } x)
            {
                graph.Nodes[graph.Nodes.IndexOf(node)] = Expansion.Node("Softmax", node.Name, [x], node.Output, ("axis", -1L));
                graph.RemoveUnused();
            }
        }
    }

    private static Value? Source(Node node)
    {
        if (node.OperatorType != "Div" || node.Input(0).ProducedBy("Exp") is not { } exponential || exponential.Input(0).ProducedBy("Sub") is not { } sub)
        {
            return null;
        }

        var x = sub.Input(0);
        var sums = new RowStatistics(node.Input(0), x.Rank - 1);
        return x.Rank > 1 && sub.Output.Dimensions.SequenceEqual(x.Dimensions) && node.Output.Dimensions.SequenceEqual(x.Dimensions)
            && sums.IsReduction(node.Input(1), "ReduceSum")
            && new RowStatistics(x, x.Rank - 1).IsLargest(sub.Input(1))
            ? x
            : null;
    }
}
