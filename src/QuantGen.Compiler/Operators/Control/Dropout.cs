using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Control;

/// <summary>ONNX Dropout (opset 7 to 22) as inference has it: the input unchanged, and a mask that keeps every element.</summary>
internal sealed class Dropout : OperatorDefinition
{
    public override string Name => "Dropout";

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.OptionalInput(2) is { } training && training.Constant is not { Type: ElementType.Bool, Bytes: [0] })
        {
            return null;
        }

        var nodes = new List<Node> { Replacement("Identity", node.Name, node.Input(0), node.Output) };
        if (node.Outputs.Count > 1 && node.Outputs[1] is { } mask)
        {
            var shape = new Value(uniqueName($"{mask.Name}_shape"));
            var ones = Replacement("ConstantOfShape", mask.Name, shape, mask);
            ones.Attributes.Set("value", TensorData.Scalar(true));
            nodes.AddRange([Replacement("Shape", shape.Name, node.Input(0), shape), ones]);
        }

        return nodes;
    }

    public override void Infer(Node node)
    {
        throw new UnsupportedNodeException("training mode");
    }

    private static Node Replacement(string type, string name, Value input, Value output)
    {
        var node = new Node(OperatorRegistry.Get(type), name);
        node.Inputs.Add(input);
        node.Outputs.Add(output);
        output.Producer = node;
        return node;
    }
}
