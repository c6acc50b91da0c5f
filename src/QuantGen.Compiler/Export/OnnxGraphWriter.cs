using Google.Protobuf;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Export;

/// <summary>The parts that every form of export is made of: nodes, initializers, names that nothing else has.</summary>
internal sealed class OnnxGraphWriter
{
    private readonly ModelGraph _graph;
    private readonly GraphProto _proto;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private readonly HashSet<Value> _known = [];
    private readonly DimensionWriter _dimensions;

    public OnnxGraphWriter(ModelGraph graph)
    {
        _graph = graph;
        _dimensions = new DimensionWriter(graph, this);
        _proto = new GraphProto { Name = Path.GetFileNameWithoutExtension(graph.File) };
        var values = graph.Nodes.SelectMany(node => node.Inputs.Concat(node.Outputs)).OfType<Value>();
        _names.UnionWith(values.Concat(graph.Inputs).Concat(graph.Outputs).Select(value => value.Name));
    }

    /// <summary>Writes nodes, in this order, and the graph's inputs and outputs.</summary>
    public GraphProto Write(IEnumerable<Node> nodes, Action<OnnxGraphWriter, Node> writeNode)
    {
        _proto.Input.AddRange(_graph.Inputs.Select(OnnxProtos.ValueInfo));
        foreach (var node in nodes)
        {
            writeNode(this, node);
        }

        foreach (var output in _graph.Outputs.Where(output => output.IsConstant || output.SymbolicElements is not null))
        {
            Read(output);
        }

        _proto.Output.AddRange(_graph.Outputs.Select(OnnxProtos.ValueInfo));
        return _proto;
    }

    /// <summary>Writes a node as it is in float, its clamp behind it.</summary>
    public void WriteFloat(Node node)
    {
        WriteFloat(node, [.. node.Inputs.Select(Read)]);
    }

    /// <summary>The same, reading these tensors.</summary>
    public void WriteFloat(Node node, List<string> inputs)
    {
        var outputs = node.Outputs.Select(Target).ToList();
        WriteOperator(node, inputs, outputs);
        if (IsClamped(node.Output))
        {
            AppendClamp(node.Clamp, outputs[0], node.Output.Name);
        }

        string Target(Value? output)
        {
            return output is null ? "" : IsClamped(output) ? Unique($"{output.Name}_unclamped") : output.Name;
        }

        bool IsClamped(Value output)
        {
            return output == node.Output && !node.Clamp.IsNone;
        }
    }

    /// <summary>Writes a node's bare operator, without its clamp, on these tensors.</summary>
    public void WriteOperator(Node node, List<string> inputs, List<string> outputs)
    {
        if (node is { OperatorType: "MatMul", Inputs.Count: > 2 })
        {
            WriteProductWithBias(node, inputs, outputs[0]);
            return;
        }

        if (node.OperatorType == "Swish")
        {
            WriteSwish(node, inputs[0], outputs[0]);
            return;
        }

        var proto = Append(node.OperatorType, node.Name, inputs, [.. outputs]);
        proto.Domain = node.Definition.Domain;
        proto.Attribute.AddRange(node.Attributes.All.Select(attribute => OnnxProtos.Attribute(attribute.Key, attribute.Value)));
    }

    /// <summary>The name of a value as it is; what no node computes, a constant or dimensions, is written where it is read first.</summary>
    public string Read(Value? value)
    {
        if (value?.Constant is { } constant && _known.Add(value))
        {
            _proto.Initializer.Add(OnnxProtos.Tensor(value.Name, constant));
        }
        else if (value?.SymbolicElements is not null && _known.Add(value))
        {
            _dimensions.Write(value);
        }

        return value?.Name ?? "";
    }

    public void AppendClamp(Clamp clamp, string input, string output)
    {
        if (clamp == Clamp.Relu)
        {
            Append("Relu", output, [input], output);
            return;
        }

        Append("Clip", output, [input, Bound("min", clamp.Low), Bound("max", clamp.High)], output);

        string Bound(string name, float value)
        {
            return float.IsInfinity(value) ? "" : AppendInitializer($"{output}_{name}", TensorData.Scalar(value));
        }
    }

    /// <returns>The initializer's name: the wish, or one like it.</returns>
    public string AppendInitializer(string wish, TensorData data)
    {
        var name = Unique(wish);
        _proto.Initializer.Add(OnnxProtos.Tensor(name, data));
        return name;
    }

    /// <summary>The same for a matrix of 4-bit integers, two to a byte, the first in the lower half.</summary>
    public string AppendInitializer(string wish, TensorProto.Types.DataType type, int rows, int columns, byte[] packed)
    {
        var name = Unique(wish);
        _proto.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(packed), Dims = { rows, columns } });
        return name;
    }

    public NodeProto Append(string type, string name, IEnumerable<string> inputs, params IEnumerable<string> outputs)
    {
        var node = OnnxProtos.Node(type, Unique(_nodeNames, name), inputs, outputs);
        _proto.Node.Add(node);
        return node;
    }

    /// <summary>A name for a tensor that no other has: the wish, or one like it.</summary>
    public string Unique(string wish)
    {
        return Unique(_names, wish);
    }

    /// <summary>ONNX's MatMul has no bias: matrices are written as Gemm, stacks of matrices with an Add.</summary>
    private void WriteProductWithBias(Node node, List<string> inputs, string output)
    {
        if (node.Input(0).Rank == 2)
        {
            Append("Gemm", node.Name, inputs, output);
            return;
        }

        var product = Unique($"{node.Output.Name}_product");
        Append("MatMul", node.Name, inputs.Take(2), product);
        Append("Add", $"{node.Name}_bias", [product, inputs[2]], output);
    }

    /// <summary>ONNX has Swish since opset 24, which few runtimes read: it is written out.</summary>
    private void WriteSwish(Node node, string input, string output)
    {
        var (scaled, gate) = (Unique($"{output}_scaled"), Unique($"{output}_gate"));
        var alpha = AppendInitializer($"{output}_alpha", TensorData.Scalar(node.Attributes.Float("alpha", 1)));
        Append("Mul", $"{node.Name}_scale", [input, alpha], scaled);
        Append("Sigmoid", $"{node.Name}_gate", [scaled], gate);
        Append("Mul", node.Name, [input, gate], output);
    }

    private static string Unique(HashSet<string> names, string wish)
    {
        var name = wish;
        for (var suffix = 2; !names.Add(name); suffix++)
        {
            name = $"{wish}_{suffix}";
        }

        return name;
    }
}
