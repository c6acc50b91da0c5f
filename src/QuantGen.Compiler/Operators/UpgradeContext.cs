using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>A freshly read node and the opset it was written for.</summary>
internal sealed class UpgradeContext(Node node, int opset, Func<string, string> uniqueName)
{
    public Node Node { get; } = node;

    /// <summary>Version of the node's domain.</summary>
    public int Opset { get; } = opset;

    /// <summary>Moves an attribute of integers to an input, as later opsets want it.</summary>
    public void MoveIntegersToInput(string attribute, int index)
    {
        if (Node.Attributes.Integers(attribute) is { } values)
        {
            SetConstantInput(index, attribute, TensorData.Vector(values));
            Node.Attributes.Remove(attribute);
        }
    }

    /// <summary>Moves a float attribute to a scalar input; where it is absent the input stays left out.</summary>
    public void MoveFloatToInput(string attribute, int index)
    {
        if (Node.Attributes.Contains(attribute))
        {
            SetConstantInput(index, attribute, TensorData.Scalar(Node.Attributes.Float(attribute, 0)));
            Node.Attributes.Remove(attribute);
        }
    }

    /// <summary>Gives the node a constant input.</summary>
    public void SetConstantInput(int index, string name, TensorData data)
    {
        Node.SetInput(index, Value.FromConstant(uniqueName($"{Node.Name}.{name}"), data));
    }
}
