using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Importing;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Inspection;

/// <summary>What QuantGen does with each node of a file in static mode, or of a quantized file in imported mode.</summary>
internal sealed class OperatorTreatment
{
    private readonly ModelGraph? _graph;
    private readonly QuantizationAssignment _placement = QuantizationAssignment.Float();
    private readonly Dictionary<string, Node> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _byOutput = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fileNames;

    /// <summary>Prepares the answers.</summary>
    /// <param name="file">The nodes as the file has them.</param>
    /// <param name="graph">The graph read from it and normalized; null when that failed.</param>
    public OperatorTreatment(InspectedGraph file, ModelGraph? graph)
    {
        _graph = graph;
        _fileNames = [.. file.Nodes.Select(node => node.Name)];
        if (graph is null)
        {
            return;
        }

        _placement = QuantizedModelImport.IsQuantized(graph)
            ? QuantizedModelImport.Run(graph, keepFloat: _ => false).Assignment
            : IntegerPlacement.Place(graph, keepFloat: _ => false);
        foreach (var node in graph.Nodes)
        {
            _byName.TryAdd(node.Name, node);
            node.Outputs.OfType<Value>().ToList().ForEach(output => _byOutput.TryAdd(output.Name, node));
        }
    }

    /// <summary>Counts the nodes of an operator by what becomes of them.</summary>
    public InspectedOperator Count(string domain, string type, IReadOnlyCollection<InspectedNode> nodes)
    {
        var counts = nodes.CountBy(Of).ToDictionary();
        return new InspectedOperator(
            domain, type, nodes.Count, Number(Treatment.Int8), Number(Treatment.Table), Number(Treatment.Float), Number(Treatment.Folded),
            Number(Treatment.Unsupported), Number(Treatment.Undecided));

        int Number(Treatment treatment)
        {
            return counts.GetValueOrDefault(treatment);
        }
    }

    private Treatment Of(InspectedNode node)
    {
        if (OperatorRegistry.Find(node.Domain, node.Type) is null)
        {
            return Treatment.Unsupported;
        }

        if (_graph is null)
        {
            return Treatment.Undecided;
        }

        return Find(node) is { } computed ? Of(node, computed) : Treatment.Folded;
    }

    /// <summary>The node of the normalized graph that computes a node of the file; null when there is none left.</summary>
    private Node? Find(InspectedNode node)
    {
        var producer = node.Outputs.Select(output => _byOutput.GetValueOrDefault(output)).FirstOrDefault(found => found is not null);
        if (producer?.Name == node.Name)
        {
            return producer;
        }

        // Where the output is computed by another node of the file, this one was merged into it, or it into this one.
        return producer is not null && !_fileNames.Contains(producer.Name) ? producer : _byName.GetValueOrDefault(node.Name);
    }

    private Treatment Of(InspectedNode node, Node computed)
    {
        if (!_placement.IsInteger(computed))
        {
            return QuantizedOperators.Contains(node) ? Treatment.Int8 : Treatment.Float;
        }

        return computed.Definition.IntegerFormOf(computed) == IntegerForm.Table ? Treatment.Table : Treatment.Int8;
    }

    private enum Treatment
    {
        Int8,
        Table,
        Float,
        Folded,
        Unsupported,
        Undecided,
    }
}
