namespace QuantGen.Compiler.Graph;

/// <summary>The attributes of a node, by ONNX name: long, float, string, their arrays, <see cref="TensorData"/> or <see cref="Subgraph"/>.</summary>
internal sealed class NodeAttributes
{
    private readonly SortedDictionary<string, object> _values = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, object>> All => _values;

    public bool Contains(string name)
    {
        return _values.ContainsKey(name);
    }

    public void Set(string name, object value)
    {
        _values[name] = value;
    }

    public void Remove(string name)
    {
        _values.Remove(name);
    }

    public long Integer(string name, long fallback)
    {
        return Find<long?>(name) ?? fallback;
    }

    public long? Integer(string name)
    {
        return Find<long?>(name);
    }

    public float Float(string name, float fallback)
    {
        return Find<float?>(name) ?? fallback;
    }

    public string String(string name, string fallback)
    {
        return Find<string>(name) ?? fallback;
    }

    public long[]? Integers(string name)
    {
        return Find<long[]>(name);
    }

    public float[]? Floats(string name)
    {
        return Find<float[]>(name);
    }

    public string[]? Strings(string name)
    {
        return Find<string[]>(name);
    }

    public TensorData? Tensor(string name)
    {
        return Find<TensorData>(name);
    }

    public Subgraph? Graph(string name)
    {
        return Find<Subgraph>(name);
    }

    /// <exception cref="InvalidNodeException">The attribute has another type.</exception>
    private T? Find<T>(string name)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return default;
        }

        return value is T typed ? typed : throw new InvalidNodeException($"attribute '{name}' has the wrong type");
    }
}
