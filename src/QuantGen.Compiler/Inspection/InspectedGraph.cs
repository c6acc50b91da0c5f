using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Inspection;

/// <summary>All that a file holds, subgraphs and functions included: who computes a tensor, and what is constant.</summary>
internal sealed class InspectedGraph
{
    private readonly Dictionary<string, InspectedNode> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _constants = new(StringComparer.Ordinal);

    public InspectedGraph(ModelProto model)
    {
        Add(model.Graph);
        foreach (var function in model.Functions)
        {
            Add(function.Node);
        }
    }

    /// <summary>Every node; those of a subgraph come after the node that holds it.</summary>
    public List<InspectedNode> Nodes { get; } = [];

    /// <summary>Every initializer, and every tensor that a node holds, <c>Constant</c> above all: exporters put weights in either.</summary>
    public List<TensorProto> Tensors { get; } = [];

    /// <summary>The node that computes a tensor; null for inputs and initializers.</summary>
    public InspectedNode? Producer(string tensor)
    {
        return _producers.GetValueOrDefault(tensor);
    }

    /// <summary>Whether a tensor does not depend on the model's inputs.</summary>
    public bool IsConstant(string tensor)
    {
        return tensor.Length == 0 || _constants.ContainsKey(tensor);
    }

    /// <summary>The ONNX data type of an initializer or <c>Constant</c>; null for other tensors.</summary>
    public int? ConstantType(string tensor)
    {
        return _constants.TryGetValue(tensor, out var type) && type != (int)TensorProto.Types.DataType.Undefined ? type : null;
    }

    private void Add(GraphProto graph)
    {
        foreach (var initializer in graph.Initializer)
        {
            Tensors.Add(initializer);
            _constants.TryAdd(initializer.Name, initializer.DataType);
        }

        Add(graph.Node);
    }

    private void Add(IEnumerable<NodeProto> nodes)
    {
        foreach (var node in nodes.Select(node => new InspectedNode(node)))
        {
            Nodes.Add(node);
            AddOutputs(node);
            foreach (var graph in node.Attributes.SelectMany(attribute => attribute.Graphs.Prepend(attribute.G)).OfType<GraphProto>())
            {
                Add(graph);
            }
        }
    }

    private void AddOutputs(InspectedNode node)
    {
        var isConstant = node.Inputs.All(IsConstant) && !node.Attributes.Any(attribute => attribute.G is not null);
        var tensors = node.Attributes.Select(attribute => attribute.T).OfType<TensorProto>().ToArray();
        Tensors.AddRange(tensors);
        foreach (var output in node.Outputs.Where(output => output.Length > 0))
        {
            _producers.TryAdd(output, node);
            if (isConstant)
            {
                _constants.TryAdd(output, node.Type == "Constant" && tensors.Length == 1 ? tensors[0].DataType : 0);
            }
        }
    }
}
