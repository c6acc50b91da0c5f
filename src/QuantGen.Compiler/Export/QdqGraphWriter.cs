using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>Writes the nodes of a graph in QDQ form.</summary>
/// <remarks>
/// A value keeps its name: where it is stored in 8 bits, the node writes <c>x_float</c>, which is quantized to <c>x_quantized</c> and dequantized to
/// <c>x</c>, so that every reader, and the model's output, sees the numbers that the bytes stand for.
/// </remarks>
internal sealed class QdqGraphWriter
{
    private readonly ModelGraph _graph;
    private readonly QuantizationAssignment _assignment;
    private readonly GraphProto _proto;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private readonly HashSet<Value> _constants = [];
    private readonly Dictionary<Value, string> _roundTrips = [];

    public QdqGraphWriter(ModelGraph graph, QuantizationAssignment assignment)
    {
        (_graph, _assignment) = (graph, assignment);
        _proto = new GraphProto { Name = Path.GetFileNameWithoutExtension(graph.File) };
        var values = graph.Nodes.SelectMany(node => node.Inputs.Concat(node.Outputs)).OfType<Value>();
        _names.UnionWith(values.Concat(graph.Inputs).Concat(graph.Outputs).Select(value => value.Name));
    }

    /// <summary>Writes nodes, in this order, and the graph's inputs and outputs.</summary>
    public GraphProto Write(IEnumerable<Node> nodes)
    {
        _proto.Input.AddRange(_graph.Inputs.Select(OnnxProtos.ValueInfo));
        foreach (var node in nodes)
        {
            WriteNode(node);
        }

        foreach (var output in _graph.Outputs.Where(output => output.IsConstant))
        {
            Read(output);
        }

        _proto.Output.AddRange(_graph.Outputs.Select(OnnxProtos.ValueInfo));
        return _proto;
    }

    private void WriteNode(Node node)
    {
        var inputs = _assignment.IsInteger(node) ? ReadForInteger(node) : [.. node.Inputs.Select(Read)];
        var outputs = node.Outputs.Select(output => output is null ? "" : IsFinal(node, output) ? output.Name : Unique($"{output.Name}_float")).ToList();
        if (node is { OperatorType: "MatMul", Inputs.Count: > 2 })
        {
            WriteProductWithBias(node, inputs, outputs[0]);
        }
        else
        {
            var proto = Append(node.OperatorType, node.Name, inputs, [.. outputs]);
            proto.Domain = node.Definition.Domain;
            proto.Attribute.AddRange(node.Attributes.All.Select(attribute => OnnxProtos.Attribute(attribute.Key, attribute.Value)));
        }

        foreach (var (output, name) in node.Outputs.Zip(outputs).Where(pair => pair.First is not null && pair.Second != pair.First.Name))
        {
            Finish(node, output!, name);
        }
    }

    /// <summary>Whether the node's bare operator gives the value: it is neither clamped nor stored in 8 bits.</summary>
    private bool IsFinal(Node node, Value output)
    {
        return !_assignment.IsStoredQuantized(output) && (node.Clamp.IsNone || output != node.Output);
    }

    /// <summary>Clamps and quantizes what a node's bare operator gave.</summary>
    private void Finish(Node node, Value output, string name)
    {
        var clamp = output == node.Output ? node.Clamp : Clamp.None;
        if (!_assignment.IsStoredQuantized(output))
        {
            AppendClamp(clamp, name, output.Name);
            return;
        }

        var parameters = _assignment.Parameters(output);
        if (IntegerOutput.ByteBounds(parameters, clamp) == (0, QuantizationParameters.QuantizedMax))
        {
            AppendRoundTrip(output, name, output.Name);
            return;
        }

        // Bounds that the bytes do not imply are applied to the bytes: between the operator and its QuantizeLinear, a clamp would prevent the fusion.
        var unclamped = Unique($"{output.Name}_unclamped");
        AppendRoundTrip(output, name, unclamped);
        var clamped = Unique($"{output.Name}_clamped");
        AppendClamp(clamp, unclamped, clamped);
        AppendRoundTrip(output, clamped, output.Name);
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

    /// <summary>A value as it is.</summary>
    private string Read(Value? value)
    {
        if (value?.Constant is { } constant && _constants.Add(value))
        {
            _proto.Initializer.Add(OnnxProtos.Tensor(value.Name, constant));
        }

        return value?.Name ?? "";
    }

    /// <summary>The inputs of an integer node: weights and bias as integers, of which the file then holds no float form.</summary>
    private List<string> ReadForInteger(Node node)
    {
        if (node.Definition.IntegerFormOf(node) != IntegerForm.Compute)
        {
            return [.. node.Inputs.Select(ReadForInteger)];
        }

        var bias = ((IChannelBias)node.Definition).BiasInput;
        List<string> inputs = [.. node.Inputs.Select((input, index) => index == 1 || index == bias ? "" : ReadForInteger(input))];
        UseQuantizedWeights(node, inputs, bias);
        return inputs;
    }

    /// <summary>A value as an integer node sees it: one that is not stored in 8 bits is quantized for such nodes alone.</summary>
    private string ReadForInteger(Value? value)
    {
        if (value is null || value.IsConstant || !_assignment.HasParameters(value) || _assignment.IsStoredQuantized(value))
        {
            return Read(value);
        }

        if (!_roundTrips.TryGetValue(value, out var name))
        {
            _roundTrips[value] = name = Unique($"{value.Name}_dequantized");
            AppendRoundTrip(value, value.Name, name);
        }

        return name;
    }

    /// <summary>Puts weight and bias among the inputs, as integers and their DequantizeLinear.</summary>
    private void UseQuantizedWeights(Node node, List<string> inputs, int biasInput)
    {
        var weights = _assignment.Weights(node);
        var weight = node.ConstantInput(1);
        inputs[1] = AppendDequantized(node.Input(1).Name, TensorData.Create<sbyte>(weight.Dimensions, weights.Values), weights.Scales, weights.ChannelAxis);

        if (node.OptionalInput(biasInput) is { } bias)
        {
            var input = _assignment.Parameters(node.Input(0)).Scale;
            inputs[biasInput] = AppendDequantized(
                bias.Name, TensorData.Create<int>([weights.Bias.Length], weights.Bias), [.. weights.Scales.Select(scale => input * scale)], 0);
        }
    }

    /// <summary>Symmetric integers with one scale, or one for each index of an axis.</summary>
    private string AppendDequantized(string name, TensorData integers, float[] scales, int axis)
    {
        var perChannel = scales.Length > 1;
        var scale = AppendInitializer($"{name}_scale", TensorData.Create<float>(perChannel ? [scales.Length] : [], scales));
        List<string> inputs = [AppendInitializer($"{name}_quantized", integers), scale];
        if (integers.Type == ElementType.Int8)
        {
            inputs.Add(AppendInitializer($"{name}_zero_point", TensorData.Create<sbyte>(perChannel ? [scales.Length] : [], new sbyte[scales.Length])));
        }

        var output = Unique($"{name}_dequantized");
        var node = Append("DequantizeLinear", output, inputs, output);
        if (perChannel)
        {
            node.Attribute.Add(OnnxProtos.Attribute("axis", (long)axis));
        }

        return output;
    }

    /// <summary>QuantizeLinear and DequantizeLinear with the parameters of a value.</summary>
    private void AppendRoundTrip(Value value, string input, string output)
    {
        var parameters = _assignment.Parameters(value);
        var scale = AppendInitializer($"{value.Name}_scale", TensorData.Scalar(parameters.Scale));
        var zeroPoint = AppendInitializer($"{value.Name}_zero_point", TensorData.Scalar((byte)parameters.ZeroPoint));
        var quantized = Unique($"{value.Name}_quantized");
        Append("QuantizeLinear", quantized, [input, scale, zeroPoint], quantized);
        Append("DequantizeLinear", output, [quantized, scale, zeroPoint], output);
    }

    private void AppendClamp(Clamp clamp, string input, string output)
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

    private string AppendInitializer(string wish, TensorData data)
    {
        var name = Unique(wish);
        _proto.Initializer.Add(OnnxProtos.Tensor(name, data));
        return name;
    }

    private NodeProto Append(string type, string name, IEnumerable<string> inputs, params IEnumerable<string> outputs)
    {
        var node = OnnxProtos.Node(type, Unique(_nodeNames, name), inputs, outputs);
        _proto.Node.Add(node);
        return node;
    }

    private string Unique(string wish)
    {
        return Unique(_names, wish);
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
