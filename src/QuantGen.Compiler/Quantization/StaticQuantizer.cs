using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Quantization;

/// <summary>Turns ranges and the nodes to keep in float into a complete assignment.</summary>
internal sealed class StaticQuantizer(ModelGraph graph, QuantizationOptions options)
{
    /// <summary>Values that may be quantized, whichever nodes stay in float: what calibration observes.</summary>
    public IReadOnlyList<Value> Candidates()
    {
        var placement = IntegerPlacement.Place(graph, IsKeptByUser);
        return [.. graph.Nodes.Where(placement.IsInteger).SelectMany(Observed).Distinct()];
    }

    /// <summary>Quantizes.</summary>
    /// <param name="calibration">The range of every candidate, and corrections of biases.</param>
    /// <param name="keepFloat">Nodes that stay in float, besides those that the user named.</param>
    public QuantizationAssignment Quantize(StaticCalibration calibration, IReadOnlySet<string> keepFloat)
    {
        var assignment = IntegerPlacement.Place(graph, node => IsKeptByUser(node) || keepFloat.Contains(node.Name));
        ParameterAssignment.Assign(graph, assignment, value => calibration.Ranges[value.Name]);
        WeightQuantization.Assign(graph, assignment, options, calibration.BiasCorrections);
        RecurrentQuantizer.Assign(graph, assignment, options, value => calibration.Ranges[value.Name]);
        return assignment;
    }

    /// <summary>The products that can be computed in integers, without those that the request keeps in float.</summary>
    public IReadOnlyList<Node> Products()
    {
        return [.. graph.Nodes.Where(node => node.Definition.IntegerFormOf(node) is IntegerForm.Compute or IntegerForm.Recurrent && !IsKeptByUser(node))];
    }

    private static IEnumerable<Value> Observed(Node node)
    {
        return node.Definition.IntegerFormOf(node) == IntegerForm.Recurrent
            ? RecurrentQuantizer.Observed(node)
            : IntegerPlacement.DataInputs(node).Append(node.Output);
    }

    private bool IsKeptByUser(Node node)
    {
        return KeptNames.Contain(options, node);
    }
}
