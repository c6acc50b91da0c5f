using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Compiler.Operators.Shape;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Importing;

/// <summary>
/// The first step of the import: every 8-bit tensor becomes the float value that its bytes stand for, with the scale and zero point that the
/// model states. A QuantizeLinear becomes an Identity that rounds, its DequantizeLinear disappears, and what moves bytes moves floats.
/// </summary>
/// <remarks>
/// Bytes come back where something wants them that is no part of this: an output of the model, an operator on integers. int8 is uint8 with 128
/// added to bytes and zero point.
/// </remarks>
internal sealed class StoredTensors
{
    private readonly ModelGraph _graph;
    private readonly Dictionary<Value, List<Node>> _consumers;
    private readonly Dictionary<Value, StoredTensor> _tensors = [];
    private readonly Dictionary<(Value Value, QuantizationParameters Parameters), Value> _rounded = [];
    private readonly Dictionary<Value, Value> _replaced = [];
    private readonly HashSet<Value> _written = [];
    private readonly List<Node> _nodes = [];

    private StoredTensors(ModelGraph graph)
    {
        (_graph, _consumers) = (graph, graph.Consumers());
    }

    /// <summary>Scale and zero point of every float value that lies on the grid of an 8-bit tensor.</summary>
    public Dictionary<Value, QuantizationParameters> Parameters { get; } = [];

    /// <summary>The nodes that round to a grid: what is left of each QuantizeLinear.</summary>
    public HashSet<Node> Roundings { get; } = [];

    /// <summary>Rewrites a normalized graph.</summary>
    public static StoredTensors Lift(ModelGraph graph)
    {
        var lifting = new StoredTensors(graph);
        foreach (var node in graph.Nodes)
        {
            lifting.Visit(node);
        }

        foreach (var output in graph.Outputs.Distinct())
        {
            lifting.WriteBytes(output);
        }

        graph.Nodes = lifting._nodes;
        graph.RemoveUnused();
        return lifting;
    }

    private void Visit(Node node)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            node.Inputs[i] = node.Inputs[i] is { } input ? _replaced.GetValueOrDefault(input, input) : null;
        }

        if (node.Definition is QuantizeLinear && StoredTensor.ParametersOf(node, node.Output.Type, node.Input(0).Type) is { } written)
        {
            VisitQuantize(node, written);
        }
        else if (node.Definition is DequantizeLinear && StoredTensor.ParametersOf(node, node.Input(0).Type, node.Output.Type) is { } read)
        {
            VisitDequantize(node, read);
        }
        else if (!TryMoveFloats(node))
        {
            node.Inputs.OfType<Value>().ToList().ForEach(WriteBytes);
            _nodes.Add(node);
        }
    }

    private void VisitQuantize(Node node, QuantizationParameters parameters)
    {
        var source = node.Input(0);
        if (!_rounded.TryGetValue((source, parameters), out var rounded))
        {
            rounded = FloatFor(node.Output, parameters);
            AddRounding(node.Name, source, rounded, parameters);
            _rounded[(source, parameters)] = rounded;
        }

        _tensors[node.Output] = new StoredTensor(rounded, parameters, IsComputed: false);
    }

    private void VisitDequantize(Node node, QuantizationParameters parameters)
    {
        if (!_tensors.TryGetValue(node.Input(0), out var tensor))
        {
            // Bytes from outside: a model input, or an operator on integers.
            Parameters[node.Output] = parameters;
            _tensors[node.Input(0)] = new StoredTensor(node.Output, parameters, IsComputed: true);
            _nodes.Add(node);
        }
        else if (tensor.Parameters != parameters)
        {
            // The same bytes, read as other numbers.
            WriteBytes(node.Input(0));
            _nodes.Add(node);
        }
        else if (tensor.Float != node.Output && _graph.Outputs.Contains(node.Output))
        {
            AddRounding(node.Name, tensor.Float, node.Output, parameters);
        }
        else if (tensor.Float != node.Output)
        {
            _replaced[node.Output] = tensor.Float;
        }
    }

    /// <summary>Lets a node that only moves or selects elements work on the floats instead of the bytes.</summary>
    private bool TryMoveFloats(Node node)
    {
        // Padding with a byte is not padding with its float.
        if (node.Definition is Pad || node.OptionalInput(0) is not { } first || !_tensors.TryGetValue(first, out var tensor))
        {
            return false;
        }

        var inputs = node.Inputs.ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            node.Inputs[i] = inputs[i] is { } input && _tensors.TryGetValue(input, out var other) && other.Parameters == tensor.Parameters ? other.Float : inputs[i];
        }

        var isLeft = node.Inputs.OfType<Value>().Any(input => input.Type == first.Type);
        if (isLeft || node.Definition.IntegerFormOf(node) is not (IntegerForm.PassThrough or IntegerForm.Join))
        {
            node.Inputs.Clear();
            node.Inputs.AddRange(inputs);
            return false;
        }

        for (var i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is { } bytes && bytes.Type == first.Type)
            {
                var moved = FloatFor(bytes, tensor.Parameters);
                (moved.Shape, moved.Producer) = (bytes.Shape, node);
                _tensors[bytes] = new StoredTensor(moved, tensor.Parameters, IsComputed: false);
                Parameters[moved] = tensor.Parameters;
                node.Outputs[i] = moved;
            }
        }

        _nodes.Add(node);
        return true;
    }

    /// <summary>The value that stands for a tensor of bytes: what its DequantizeLinear gives, of several the model's output.</summary>
    private Value FloatFor(Value bytes, QuantizationParameters parameters)
    {
        var readers = _consumers.GetValueOrDefault(bytes, [])
            .Where(node => node.Definition is DequantizeLinear && node.Input(0) == bytes && StoredTensor.ParametersOf(node, bytes.Type, node.Output.Type) == parameters)
            .Select(node => node.Output)
            .ToArray();
        return readers.FirstOrDefault(_graph.Outputs.Contains) ?? readers.FirstOrDefault()
            ?? new Value(_graph.UniqueName($"{bytes.Name}_dequantized")) { Type = ElementType.Float32 };
    }

    private void AddRounding(string name, Value source, Value rounded, QuantizationParameters parameters)
    {
        var node = Expansion.Node("Identity", name, [source], rounded);
        rounded.Shape = source.Shape;
        Parameters[rounded] = parameters;
        Roundings.Add(node);
        _nodes.Add(node);
    }

    /// <summary>Makes the bytes of a lifted tensor available again, once.</summary>
    private void WriteBytes(Value bytes)
    {
        if (_tensors.TryGetValue(bytes, out var tensor) && !tensor.IsComputed && _written.Add(bytes))
        {
            _nodes.Add(tensor.Write(_graph, bytes));
        }
    }
}
