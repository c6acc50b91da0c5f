using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Control;

/// <summary>ONNX Constant (opset 1 to 21).</summary>
internal sealed class Constant : OperatorDefinition
{
    public override string Name => "Constant";

    public override void Infer(Node node)
    {
        var attributes = node.Attributes;
        node.Output.SetConstant(
            attributes.Tensor("value")
            ?? (attributes.Integers("value_ints") is { } integers ? TensorData.Vector(integers) : null)
            ?? (attributes.Floats("value_floats") is { } floats ? TensorData.Create<float>([floats.Length], floats) : null)
            ?? (attributes.Integer("value_int") is { } integer ? TensorData.Scalar(integer) : null)
            ?? (attributes.Contains("value_float") ? TensorData.Scalar(attributes.Float("value_float", 0)) : null)
            ?? throw new UnsupportedNodeException("only tensors, integers and floats are supported as values"));
    }
}
