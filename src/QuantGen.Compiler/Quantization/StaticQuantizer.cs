using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization.Compression;

namespace QuantGen.Compiler.Quantization;

/// <summary>Turns ranges and the nodes to keep in float into a complete assignment.</summary>
internal sealed class StaticQuantizer(ModelGraph graph, QuantizationOptions options)
{
    private readonly EmbeddingTables _embeddings = new(options, WeightFormat.Int8);

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
        _embeddings.Assign(graph.Nodes.Where(node => !IsKeptByUser(node) && !keepFloat.Contains(node.Name)), assignment);
        return assignment;
    }

    /// <summary>The products that can be computed in integers, and embeddings, without those that the request keeps in float.</summary>
    public IReadOnlyList<Node> Products()
    {
        return [.. graph.Nodes.Where(node => !IsKeptByUser(node)
            && (EmbeddingTables.IsEmbedding(node) || node.Definition.IntegerFormOf(node) is IntegerForm.Compute or IntegerForm.Recurrent))];
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
