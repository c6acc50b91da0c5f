using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>Makes the nodes that another node stands for.</summary>
internal static class Expansion
{
    /// <summary>A node that computes a value.</summary>
    public static Node Node(string operatorType, string name, IEnumerable<Value?> inputs, Value output, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new Node(OperatorRegistry.Get(operatorType), name);
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(output);
        output.Producer = node;
        foreach (var (attribute, value) in attributes)
        {
            node.Attributes.Set(attribute, value);
        }

        return node;
    }
}
