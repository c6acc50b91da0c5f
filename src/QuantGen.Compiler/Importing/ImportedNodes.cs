using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Importing;

/// <summary>
/// The second step of the import: which nodes compute in integers. A node does when its inputs are 8-bit values, its weights are integers
/// and a rounding follows it, which it then does itself; what only moves elements does in any case.
/// </summary>
internal sealed class ImportedNodes
{
    private readonly ModelGraph _graph;
    private readonly StoredTensors _tensors;
    private readonly Func<Node, bool> _keepFloat;
    private readonly Dictionary<Value, List<Node>> _consumers;
    private readonly QuantizationAssignment _assignment = new();
    private readonly List<KeptFloatNode> _floatNodes = [];
    private readonly HashSet<Node> _removed = [];
    private readonly Dictionary<Node, Node> _added = [];

    private ImportedNodes(ModelGraph graph, StoredTensors tensors, Func<Node, bool> keepFloat)
    {
        (_graph, _tensors, _keepFloat, _consumers) = (graph, tensors, keepFloat, graph.Consumers());
    }

    /// <summary>Decides for every node of a graph and merges roundings into the nodes before them.</summary>
    /// <param name="graph">The graph that <paramref name="tensors"/> were lifted from.</param>
    /// <param name="tensors">Its 8-bit values.</param>
    /// <param name="keepFloat">The nodes that the user wants in float.</param>
    public static ImportedGraph Assign(ModelGraph graph, StoredTensors tensors, Func<Node, bool> keepFloat)
    {
        var nodes = new ImportedNodes(graph, tensors, keepFloat);
        foreach (var node in graph.Nodes)
        {
            if (!tensors.Roundings.Contains(node))
            {
                nodes.Assign(node);
            }
            else if (!nodes._removed.Contains(node))
            {
                nodes.AssignRounding(node);
            }
        }

        nodes.LeaveRoundingToReaders();
        graph.Nodes = [.. graph.Nodes.Where(node => !nodes._removed.Contains(node)).SelectMany(nodes.WithAdded)];
        graph.RemoveUnused();
        return new ImportedGraph(nodes._assignment, nodes._floatNodes);
    }

    private IEnumerable<Node> WithAdded(Node node)
    {
        return _added.TryGetValue(node, out var after) ? [node, after] : [node];
    }

    private void Assign(Node node)
    {
        var form = node.Definition.IntegerFormOf(node);
        var inputs = IntegerPlacement.DataInputs(node).ToArray();
        if (form == IntegerForm.None || inputs.Length == 0 || _keepFloat(node))
        {
            return;
        }

        if (!inputs.All(_tensors.Parameters.ContainsKey))
        {
            KeepFloat(node, form, "its input has no scale in the model");
            return;
        }

        switch (form)
        {
            case IntegerForm.PassThrough:
            case IntegerForm.Join when RoundingAfter(node) is null && inputs.Select(input => _tensors.Parameters[input]).Distinct().Count() == 1:
                SetInteger(node, inputs);
                foreach (var output in node.Outputs.OfType<Value>())
                {
                    SetStored(output, _tensors.Parameters[inputs[0]]);
                }

                break;
            case IntegerForm.Compute:
                AssignProduct(node, inputs);
                break;
            case IntegerForm.Recurrent:
                KeepFloat(node, form, "its states have no scale in the model");
                break;
            default:
                if (RoundingAfter(node) is { } rounding)
                {
                    SetInteger(node, inputs);
                    Absorb(node, rounding);
                }

                break;
        }
    }

    private void AssignProduct(Node node, Value[] inputs)
    {
        if (ImportedWeights.Read(node, _tensors.Parameters[inputs[0]], out var reason) is not { } weights)
        {
            KeepFloat(node, IntegerForm.Compute, reason);
            return;
        }

        SetInteger(node, inputs);
        _assignment.SetWeights(node, weights);
        if (RoundingAfter(node) is { } rounding)
        {
            Absorb(node, rounding);
        }
        else
        {
            AddFloatBias(node, weights, _tensors.Parameters[inputs[0]].Scale);
        }
    }

    /// <summary>A bias that the model adds in float to a float result is added there: rounded to steps of the sums it would be another.</summary>
    private void AddFloatBias(Node node, QuantizedWeights weights, float inputScale)
    {
        var index = ((IChannelBias)node.Definition).BiasInput;
        if (node.OptionalInput(index) is not { } bias || !node.Clamp.IsNone || ImportedWeights.CountsSteps(bias, weights, inputScale))
        {
            return;
        }

        var axis = ((IChannelBias)node.Definition).ChannelAxis(node)!.Value;
        var values = bias.Constant!;
        var shape = Enumerable.Repeat(1, node.Output.Rank - axis - 1).Prepend(values.Count);
        var sum = node.Output;
        var product = new Value(_graph.UniqueName($"{sum.Name}_product")) { Shape = sum.Shape, Producer = node };
        node.SetInput(index, null);
        node.Outputs[0] = product;
        _assignment.SetWeights(node, weights with { Bias = new int[weights.Bias.Length] });
        var addend = Value.FromConstant(_graph.UniqueName($"{node.Name}.float_bias"), values.Reshape(shape));
        _added[node] = Expansion.Node("Add", $"{node.Name}.add_bias", [product, addend], sum);
    }

    /// <summary>A rounding of what lies on the same grid changes nothing; of bytes on another one it is a table.</summary>
    private void AssignRounding(Node node)
    {
        var (source, rounded) = (node.Input(0), node.Output);
        if (_assignment.IsStoredQuantized(source) && _tensors.Parameters[source] == _tensors.Parameters[rounded] && !_graph.Outputs.Contains(rounded))
        {
            _removed.Add(node);
            _graph.Replace(rounded, source);
            return;
        }

        SetInteger(node, _assignment.IsStoredQuantized(source) ? [source] : []);
        SetStored(rounded, _tensors.Parameters[rounded]);
    }

    /// <summary>
    /// A float value that integer nodes alone read is rounded by the conversion that they ask for, into the layout that they want. What
    /// passes elements on would pass them unrounded.
    /// </summary>
    private void LeaveRoundingToReaders()
    {
        var consumers = _graph.Consumers();
        foreach (var node in _graph.Nodes.Where(node => _tensors.Roundings.Contains(node) && !_removed.Contains(node)))
        {
            var (source, rounded) = (node.Input(0), node.Output);
            if (!_assignment.HasParameters(source) && !_graph.Outputs.Contains(rounded) && consumers.GetValueOrDefault(rounded, []).All(IsConverting))
            {
                _removed.Add(node);
                _graph.Replace(rounded, source);
                _assignment.SetParameters(source, _tensors.Parameters[rounded]);
            }
        }

        bool IsConverting(Node reader)
        {
            return _assignment.IsInteger(reader) && reader.Definition.IntegerFormOf(reader) != IntegerForm.PassThrough && !_tensors.Roundings.Contains(reader);
        }
    }

    /// <summary>The rounding that alone reads a node's result.</summary>
    private Node? RoundingAfter(Node node)
    {
        return GraphEdit.OnlyConsumer(_graph, _consumers, node.Output) is { } next && _tensors.Roundings.Contains(next) ? next : null;
    }

    private void Absorb(Node node, Node rounding)
    {
        GraphEdit.ReplaceOutput(node, node.Output, rounding.Output);
        _removed.Add(rounding);
        SetStored(node.Output, _tensors.Parameters[node.Output]);
    }

    private void SetInteger(Node node, Value[] inputs)
    {
        _assignment.SetInteger(node);
        foreach (var input in inputs)
        {
            _assignment.SetParameters(input, _tensors.Parameters[input]);
        }
    }

    private void SetStored(Value value, QuantizationParameters parameters)
    {
        _tensors.Parameters[value] = parameters;
        _assignment.SetStored(value);
        _assignment.SetParameters(value, parameters);
    }

    private void KeepFloat(Node node, IntegerForm form, string reason)
    {
        if (form is IntegerForm.Compute or IntegerForm.Recurrent)
        {
            _floatNodes.Add(new KeptFloatNode(node.Name, node.SourceType, reason));
        }
    }
}

/// <summary>What the import made of a graph.</summary>
/// <param name="Assignment">Integer nodes, scales and weights as the model has them.</param>
/// <param name="FloatNodes">Products that stay in float, with the reason.</param>
internal sealed record ImportedGraph(QuantizationAssignment Assignment, IReadOnlyList<KeptFloatNode> FloatNodes);
