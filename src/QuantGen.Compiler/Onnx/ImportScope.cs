using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Onnx;

/// <summary>The names visible in a graph: its own and those of the graphs around it.</summary>
internal sealed class ImportScope(ImportScope? outer)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);

    public bool IsOutermost => outer is null;

    public bool Contains(string name)
    {
        return Find(name) is not null;
    }

    public Value? Find(string name)
    {
        return _values.TryGetValue(name, out var value) ? value : outer?.Find(name);
    }

    public bool TryDefine(string name, Value value)
    {
        return _values.TryAdd(name, value);
    }
}
