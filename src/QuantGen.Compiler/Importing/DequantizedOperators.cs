using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Compiler.Passes;

namespace QuantGen.Compiler.Importing;

/// <summary>Writes operators on quantized tensors (QLinearConv and its like) as the float operator between DequantizeLinear and QuantizeLinear.</summary>
internal static class DequantizedOperators
{
    public static void Expand(ModelGraph graph)
    {
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            if (node.Definition is IDequantizedOperator definition && definition.Dequantize(node, graph.UniqueName) is { } parts)
            {
                nodes.AddRange(parts.Where(part => !Fold(graph, part)));
            }
            else
            {
                nodes.Add(node);
            }
        }

        graph.Nodes = nodes;
    }

    /// <summary>Infers a new node; true when it became constants.</summary>
    private static bool Fold(ModelGraph graph, Node node)
    {
        node.Definition.Infer(node);
        ConstantFolding.TryFold(graph, node);
        return node.Outputs.OfType<Value>().All(output => output.IsConstant);
    }
}
