using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Indexing;

/// <summary>ONNX OneHot (opset 9 to 11): the second of two values at each index along a new axis, the first elsewhere; negative indices count from the end.</summary>
internal sealed class OneHot : ComposedOperator
{
    private const long Int64 = 7;

    public override string Name => "OneHot";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var (indices, values) = (node.Input(0), node.Input(2));
        var depth = node.Input(1).Constant?.ToFloat32() is [var number] ? (long)number : Shapes.Constant(node.KnownDimensions(1)[0], "the depth");
        var axis = Shapes.Axis(node.Attributes.Integer("axis", -1), indices.Rank + 1);
        var whole = build.Add("Cast", [indices], ("to", Int64));
        var isNegative = build.Add("Less", [whole, build.Constant(TensorData.Scalar(0L))]);
        var wrapped = build.Add("Where", [isNegative, build.Add("Add", [whole, build.Constant(TensorData.Scalar(depth))]), whole]);
        var column = build.Add("Unsqueeze", [wrapped, build.Integers(axis)]);
        int[] shape = [(int)depth, .. Enumerable.Repeat(1, indices.Rank - axis)];
        long[] positions = [.. Enumerable.Range(0, checked((int)depth)).Select(position => (long)position)];
        var isHot = build.Add("Equal", [column, build.Constant(TensorData.Create<long>(shape, positions))]);
        var off = build.Add("Gather", [values, build.Constant(TensorData.Scalar(0L))]);
        var on = build.Add("Gather", [values, build.Constant(TensorData.Scalar(1L))]);
        return build.Finish("Where", [isHot, on, off]);
    }
}
