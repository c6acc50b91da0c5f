using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization.Compression;

namespace QuantGen.Compiler.Quantization;

/// <summary>The quantizer's decisions: which nodes compute in integers, which values are stored in 8 bits, and with which parameters.</summary>
internal sealed class QuantizationAssignment
{
    private readonly HashSet<Node> _integer = [];
    private readonly HashSet<Value> _stored = [];
    private readonly Dictionary<Value, QuantizationParameters> _parameters = [];
    private readonly Dictionary<Node, QuantizedWeights> _weights = [];
    private readonly Dictionary<Node, DynamicProduct> _dynamic = [];
    private readonly Dictionary<Node, CompressedProduct> _compressed = [];
    private readonly Dictionary<Node, RecurrentQuantization> _recurrent = [];

    /// <summary>Everything in float.</summary>
    public static QuantizationAssignment Float()
    {
        return new QuantizationAssignment();
    }

    /// <summary>Nodes that compute in integers, or on quantized weights.</summary>
    public IEnumerable<Node> QuantizedNodes => _integer.Concat(_dynamic.Keys).Concat(_compressed.Keys);

    /// <summary>Values with a scale and zero point.</summary>
    public IEnumerable<Value> QuantizedValues => _parameters.Keys;

    public void SetInteger(Node node)
    {
        _integer.Add(node);
    }

    public void SetStored(Value value)
    {
        _stored.Add(value);
    }

    public void SetParameters(Value value, QuantizationParameters parameters)
    {
        _parameters[value] = parameters;
    }

    public void SetWeights(Node node, QuantizedWeights weights)
    {
        _weights[node] = weights;
    }

    public void SetRecurrent(Node node, RecurrentQuantization quantization)
    {
        _recurrent[node] = quantization;
    }

    public void SetDynamic(Node node, DynamicProduct product)
    {
        _dynamic[node] = product;
    }

    public void SetCompressed(Node node, CompressedProduct product)
    {
        _compressed[node] = product;
    }

    /// <summary>Whether a node computes otherwise than in float, or on quantized weights.</summary>
    public bool IsQuantized(Node node)
    {
        return IsInteger(node) || _dynamic.ContainsKey(node) || _compressed.ContainsKey(node);
    }

    /// <summary>How a node computes that quantizes its activations while running; null for another.</summary>
    public DynamicProduct? Dynamic(Node node)
    {
        return _dynamic.GetValueOrDefault(node);
    }

    /// <summary>The stored weights of a node that computes in float; null for another.</summary>
    public CompressedProduct? Compressed(Node node)
    {
        return _compressed.GetValueOrDefault(node);
    }

    /// <summary>Whether a node computes on 8-bit tensors whose scales are known.</summary>
    public bool IsInteger(Node node)
    {
        return _integer.Contains(node);
    }

    /// <summary>Whether the node that computes a value writes it in 8 bits.</summary>
    public bool IsStoredQuantized(Value value)
    {
        return _stored.Contains(value);
    }

    public bool HasParameters(Value value)
    {
        return _parameters.ContainsKey(value);
    }

    /// <summary>Scale and zero point of a value that some integer node reads or writes.</summary>
    public QuantizationParameters Parameters(Value value)
    {
        return _parameters.TryGetValue(value, out var parameters)
            ? parameters
            : throw new InvalidOperationException($"'{value.Name}' has no scale: no integer node uses it.");
    }

    /// <summary>The 8-bit weights of a <see cref="Operators.IntegerForm.Compute"/> node.</summary>
    public QuantizedWeights Weights(Node node)
    {
        return _weights[node];
    }

    /// <summary>How an integer node of <see cref="Operators.IntegerForm.Recurrent"/> computes.</summary>
    public RecurrentQuantization Recurrent(Node node)
    {
        return _recurrent[node];
    }
}

/// <summary>Weights and bias of a node in integers.</summary>
/// <param name="Values">int8, in the ONNX order of the weight; -127 to 127 where they were quantized here.</param>
/// <param name="Scales">One for each output channel, or one for all.</param>
/// <param name="ChannelAxis">The weight's axis of output channels.</param>
/// <param name="Bias">int32 at input scale times weight scale, one for each output channel.</param>
internal sealed record QuantizedWeights(sbyte[] Values, float[] Scales, int ChannelAxis, int[] Bias)
{
    /// <summary>
    /// What a weight is more than its value, as further terms of int8: empty but for imported uint8 weights, which less their zero point may take
    /// nine bits.
    /// </summary>
    public IReadOnlyList<sbyte[]> Excess { get; init; } = [];

    /// <summary>int8 numbers whose sum is a weight.</summary>
    public int Terms => 1 + Excess.Count;

    /// <summary>All terms, those of a run of weights side by side.</summary>
    /// <param name="length">Length of a run.</param>
    public sbyte[] Interleaved(int length)
    {
        if (Excess.Count == 0)
        {
            return Values;
        }

        var result = new sbyte[Values.Length * Terms];
        for (var term = 0; term < Terms; term++)
        {
            var values = term == 0 ? Values : Excess[term - 1];
            for (var i = 0; i < values.Length; i++)
            {
                result[(((i / length * Terms) + term) * length) + (i % length)] = values[i];
            }
        }

        return result;
    }

    /// <summary>The weights themselves, whole.</summary>
    public int[] Whole()
    {
        return [.. Values.Select((value, i) => value + Excess.Sum(term => term[i]))];
    }

    /// <summary>The scale of an output channel.</summary>
    public float Scale(int channel)
    {
        return Scales.Length == 1 ? Scales[0] : Scales[channel];
    }
}
