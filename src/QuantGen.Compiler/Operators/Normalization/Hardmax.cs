using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX Hardmax (opset 1 to 13): 1 at the first of the largest elements of an axis, 0 elsewhere. Before opset 13 all axes from <c>axis</c> on are one.</summary>
internal sealed class Hardmax : ComposedOperator
{
    private const string Merged = "quantgen_merged";

    public override string Name => "Hardmax";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 13)
        {
            context.Node.Attributes.Set(Merged, 1L);
            context.Node.Attributes.Set("axis", context.Node.Attributes.Integer("axis", 1));
        }
    }

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var input = node.Input(0);
        var axis = Shapes.Axis(node.Attributes.Integer("axis", -1), input.Rank);
        if (node.Attributes.Integer(Merged, 0) != 0 && axis != input.Rank - 1)
        {
            throw new UnsupportedNodeException("several axes as one, before opset 13");
        }

        var depth = build.Constant(TensorData.Scalar((long)Shapes.Constant(input.Dimensions[axis], "the length of the axis")));
        var index = build.Add("ArgMax", [input], ("axis", (long)axis), ("keepdims", 0L));
        return build.Finish("OneHot", [index, depth, build.Constant(TensorData.Create<float>([2], [0, 1]))], ("axis", (long)axis));
    }
}
