using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX LRN (opset 1 to 13): divides by a power of the mean square over neighbouring channels.</summary>
internal sealed class LRN : ComposedOperator
{
    public override string Name => "LRN";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var input = node.Input(0);
        var size = node.Attributes.Integer("size") is > 0 and <= int.MaxValue and { } length ? length : throw new InvalidNodeException("size is missing or no length");
        if (input.Rank < 3)
        {
            throw new InvalidNodeException($"its input has rank {input.Rank} and no spatial axis");
        }

        // The channels as the height of an image: their windowed mean is a pooling whose padding counts.
        var image = build.Add("Reshape", [build.Add("Mul", [input, input]), build.Integers(0, 1, Shapes.Constant(input.Dimensions[1], "the number of channels"), -1)]);
        long[] pads = [(size - 1) / 2, 0, size / 2, 0];
        var mean = build.Add("AveragePool", [image], ("kernel_shape", new[] { size, 1L }), ("pads", pads), ("count_include_pad", 1L));
        var squares = build.Add("Reshape", [mean, build.Add("Shape", [input])]);
        var scaled = build.Add("Mul", [squares, build.Constant(node.Attributes.Float("alpha", 0.0001f))]);
        var sum = build.Add("Add", [scaled, build.Constant(node.Attributes.Float("bias", 1))]);
        var power = build.Add("Pow", [sum, build.Constant(node.Attributes.Float("beta", 0.75f))]);
        return build.Finish("Div", [input, power]);
    }
}
