using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Compiler.Passes;

namespace QuantGen.Compiler.Importing;

/// <summary>
/// Turns a model that is quantized already into a float graph and an assignment with the scales, zero points and weights that the model has, so that
/// kernels, fusions and plan are those of the other modes.
/// </summary>
internal static class QuantizedModelImport
{
    /// <summary>Imports.</summary>
    /// <param name="graph">Inferred and normalized; rewritten.</param>
    /// <param name="keepFloat">The nodes that the user wants in float.</param>
    public static ImportedGraph Run(ModelGraph graph, Func<Node, bool> keepFloat)
    {
        DequantizedOperators.Expand(graph);
        var dynamics = DynamicProducts.Fuse(graph);
        var tensors = StoredTensors.Lift(graph);
        var imported = ImportedNodes.Assign(graph, tensors, keepFloat);
        OrderAddOperands.Run(graph);
        var floatNodes = imported.FloatNodes.ToList();
        foreach (var node in graph.Nodes.Where(node => !imported.Assignment.IsInteger(node) && !keepFloat(node)))
        {
            if (dynamics.TryGetValue(node, out var dynamic))
            {
                imported.Assignment.SetDynamic(node, dynamic);
                floatNodes.RemoveAll(kept => kept.Name == node.Name);
            }
            else if (StoredWeights.Find(node) is { } stored)
            {
                imported.Assignment.SetCompressed(node, stored);
                floatNodes.RemoveAll(kept => kept.Name == node.Name);
            }
        }

        return imported with { FloatNodes = floatNodes };
    }

    /// <summary>A node that computes on quantized activations; null when there is none.</summary>
    public static Node? FindQuantizedActivation(ModelGraph graph)
    {
        return graph.Nodes.FirstOrDefault(node => node.Definition is IQuantizedOperator);
    }

    /// <summary>Whether the model is quantized in some way, if only in its weights.</summary>
    public static bool IsQuantized(ModelGraph graph)
    {
        return FindQuantizedActivation(graph) is not null || graph.Nodes.SelectMany(node => node.Inputs).Any(input => input?.Integers is not null);
    }
}
