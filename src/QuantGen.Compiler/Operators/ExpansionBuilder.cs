using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>Writes a node with other operators, one after another; each result has a name made from the node's.</summary>
/// <param name="node">The node that the others stand for.</param>
/// <param name="uniqueName">Makes names of values unique.</param>
internal sealed class ExpansionBuilder(Node node, Func<string, string> uniqueName)
{
    private readonly List<Node> _nodes = [];

    /// <summary>A constant.</summary>
    public Value Constant(TensorData data)
    {
        return Value.FromConstant(uniqueName($"{node.Name}.constant"), data);
    }

    /// <summary>A float as a scalar.</summary>
    public Value Constant(float value)
    {
        return Constant(TensorData.Scalar(value));
    }

    /// <summary>Integers as a vector: a shape, axes, pads.</summary>
    public Value Integers(params ReadOnlySpan<long> values)
    {
        return Constant(TensorData.Vector(values));
    }

    /// <summary>Adds a node whose result others read.</summary>
    /// <param name="operatorType">An operator of ai.onnx, in its newest form.</param>
    /// <param name="inputs">Its inputs, null where an optional one is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    public Value Add(string operatorType, Value?[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var result = new Value(uniqueName($"{node.Name}.{operatorType}"));
        _nodes.Add(Expansion.Node(operatorType, result.Name, inputs, result, attributes));
        return result;
    }

    /// <summary>Adds the node that computes the first output, under the name of the node that is replaced.</summary>
    /// <returns>All nodes that were added.</returns>
    public IReadOnlyList<Node> Finish(string operatorType, Value?[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _nodes.Add(Expansion.Node(operatorType, node.Name, inputs, node.Output, attributes));
        return _nodes;
    }

    /// <summary>Adds the node that computes a further output, when somebody reads it.</summary>
    public void Define(int output, string operatorType, Value?[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        if (output < node.Outputs.Count && node.Outputs[output] is { } value)
        {
            _nodes.Add(Expansion.Node(operatorType, value.Name, inputs, value, attributes));
        }
    }
}
