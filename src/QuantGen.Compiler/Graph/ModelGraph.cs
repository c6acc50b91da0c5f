namespace QuantGen.Compiler.Graph;

/// <summary>A model as a directed acyclic graph, its nodes in an order in which they can run.</summary>
internal sealed class ModelGraph
{
    private readonly UniqueNames _names = new();
    private readonly UniqueNames _nodeNames = new();

    /// <summary>The path that diagnostics show.</summary>
    public required string File { get; init; }

    /// <summary>Opset version by domain (<c>""</c> is ai.onnx).</summary>
    public required IReadOnlyDictionary<string, long> Opsets { get; init; }

    public List<Value> Inputs { get; } = [];

    public List<Value> Outputs { get; } = [];

    public List<Node> Nodes { get; set; } = [];

    /// <summary>What must hold for the inputs of a run; checked before anything is computed.</summary>
    public List<DimensionEquality> Requirements { get; set; } = [];

    /// <summary>A name for a value, not used yet, made from a wish; the name is taken from then on.</summary>
    public string UniqueName(string wish)
    {
        return _names.Take(wish);
    }

    /// <summary>The same for a node: exporters leave nodes nameless, or name two alike.</summary>
    public string UniqueNodeName(string wish)
    {
        return _nodeNames.Take(wish);
    }

    /// <summary>Who reads each value.</summary>
    public Dictionary<Value, List<Node>> Consumers()
    {
        var consumers = new Dictionary<Value, List<Node>>();
        foreach (var node in Nodes)
        {
            foreach (var input in node.Inputs.OfType<Value>())
            {
                if (!consumers.TryGetValue(input, out var list))
                {
                    consumers[input] = list = [];
                }

                list.Add(node);
            }
        }

        return consumers;
    }

    /// <summary>Makes every reader of one value, and the model's outputs, use another.</summary>
    public void Replace(Value value, Value replacement)
    {
        foreach (var node in Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] == value)
                {
                    node.Inputs[i] = replacement;
                }
            }
        }
    }

    /// <summary>Removes nodes whose outputs nobody needs.</summary>
    public void RemoveUnused()
    {
        var needed = new HashSet<Value>(Outputs);
        var kept = new List<Node>();
        foreach (var node in Enumerable.Reverse(Nodes))
        {
            if (node.Outputs.OfType<Value>().Any(needed.Contains))
            {
                kept.Add(node);
                needed.UnionWith(node.Inputs.OfType<Value>());
            }
        }

        kept.Reverse();
        Nodes = kept;
    }
}
