using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>Collects the nodes that an operator on quantized tensors stands for: DequantizeLinear, the float operator, QuantizeLinear.</summary>
internal sealed class DequantizedForm(Node node, Func<string, string> uniqueName)
{
    private readonly List<Node> _nodes = [];

    /// <summary>The nodes, in order.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The floats that a quantized operand stands for.</summary>
    /// <param name="operand">Index of the operand.</param>
    /// <param name="scale">Index of its scale.</param>
    /// <param name="zeroPoint">Index of its zero point, which may be left out.</param>
    /// <param name="axis">The operand's axis that scales may vary along.</param>
    public Value Read(int operand, int scale, int zeroPoint, int axis = 0)
    {
        return Read($"operand{operand}", node.Input(operand), node.Input(scale), node.OptionalInput(zeroPoint), axis);
    }

    /// <summary>The floats of an int32 bias that counts in steps of two scales' product.</summary>
    /// <param name="bias">Index of the bias.</param>
    /// <param name="inputScale">Index of the input's scale.</param>
    /// <param name="weightScale">Index of the weights' scale.</param>
    /// <param name="factor">A further factor.</param>
    public Value ReadBias(int bias, int inputScale, int weightScale, float factor = 1)
    {
        var scale = Compute("Mul", "bias_scale", [node.Input(inputScale), node.Input(weightScale)]);
        if (factor != 1)
        {
            scale = Compute("Mul", "bias_factor", [scale, Constant("factor", TensorData.Scalar(factor))]);
        }

        return Read("bias", node.Input(bias), scale, null, axis: 0);
    }

    /// <summary>A constant that the nodes read.</summary>
    public Value Constant(string name, TensorData data)
    {
        return Value.FromConstant(uniqueName($"{node.Name}.{name}"), data);
    }

    /// <summary>The operator itself, which keeps the node's name.</summary>
    public Value Compute(string type, IEnumerable<Value?> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        return Append(type, node.Name, inputs, NewValue("result"), attributes);
    }

    /// <summary>A node beside the operator.</summary>
    public Value Compute(string type, string name, IEnumerable<Value?> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        return Append(type, $"{node.Name}.{name}", inputs, NewValue(name), attributes);
    }

    /// <summary>DynamicQuantizeLinear of a tensor.</summary>
    public (Value Bytes, Value Scale, Value ZeroPoint) QuantizeDynamically(Value floats)
    {
        var bytes = Compute("DynamicQuantizeLinear", "bytes", [floats]);
        var (scale, zeroPoint) = (NewValue("scale"), NewValue("zero_point"));
        foreach (var value in new[] { scale, zeroPoint })
        {
            _nodes[^1].Outputs.Add(value);
            value.Producer = _nodes[^1];
        }

        return (bytes, scale, zeroPoint);
    }

    /// <summary>Quantizes floats to the node's output.</summary>
    /// <param name="floats">The result.</param>
    /// <param name="scale">Index of the result's scale.</param>
    /// <param name="zeroPoint">Index of its zero point, which may be left out.</param>
    /// <param name="type">The element type of the result where it is left out.</param>
    public IReadOnlyList<Node> Write(Value floats, int scale, int zeroPoint, ElementType type)
    {
        var zero = node.OptionalInput(zeroPoint) ?? Constant("zero_point", TensorData.FromBytes(type, [], [0]));
        Append("QuantizeLinear", $"{node.Name}.quantize", [floats, node.Input(scale), zero], node.Output, []);
        return _nodes;
    }

    /// <summary>Makes floats the node's output.</summary>
    public IReadOnlyList<Node> WriteFloats(Value floats)
    {
        var last = _nodes.First(candidate => candidate.Output == floats);
        last.Outputs[0] = node.Output;
        node.Output.Producer = last;
        return _nodes;
    }

    private Value Read(string name, Value operand, Value scale, Value? zeroPoint, int axis)
    {
        return Compute("DequantizeLinear", name, zeroPoint is null ? [operand, scale] : [operand, scale, zeroPoint], ("axis", (long)axis));
    }

    private Value Append(string type, string name, IEnumerable<Value?> inputs, Value output, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _nodes.Add(Expansion.Node(type, name, inputs, output, attributes));
        return output;
    }

    private Value NewValue(string name)
    {
        return new Value(uniqueName($"{node.Output.Name}.{name}"));
    }
}
