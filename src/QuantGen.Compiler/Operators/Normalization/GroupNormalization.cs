using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX GroupNormalization (opset 18 to 21): the channels of a group normalized together. Scale and bias are per group in opset 18, per channel since 21.</summary>
internal sealed class GroupNormalization : ComposedOperator
{
    private const string PerGroup = "quantgen_per_group";

    public override string Name => "GroupNormalization";

    public override void Upgrade(UpgradeContext context)
    {
        context.Node.Attributes.Set(PerGroup, context.Opset < 21 ? 1L : 0L);
    }

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var input = node.Input(0);
        var groups = node.Attributes.Integer("num_groups") ?? throw new InvalidNodeException("num_groups is missing");
        if (input.Rank < 3 || groups < 1 || groups > int.MaxValue || !input.Dimensions[1].TryDivideExactly((Dimension)groups, out _))
        {
            throw new InvalidNodeException($"an input {Shapes.Print(input.Dimensions)} does not divide into {groups} groups of channels");
        }

        var grouped = build.Add("Reshape", [input, build.Integers(0, groups, -1)]);
        (string, object) epsilon = ("epsilon", node.Attributes.Float("epsilon", 1e-5f));
        if (node.Attributes.Integer(PerGroup, 0) != 0)
        {
            var scaled = build.Add("InstanceNormalization", [grouped, node.Input(1), node.Input(2)], epsilon);
            return build.Finish("Reshape", [scaled, build.Add("Shape", [input])]);
        }

        var (ones, zeros) = (Vector(build, groups, 1), Vector(build, groups, 0));
        var normalized = build.Add("InstanceNormalization", [grouped, ones, zeros], epsilon);
        var image = build.Add("Reshape", [normalized, build.Add("Shape", [input])]);
        long[] perChannel = [-1, .. Enumerable.Repeat(1L, input.Rank - 2)];
        var scale = build.Add("Reshape", [node.Input(1), build.Integers(perChannel)]);
        var bias = build.Add("Reshape", [node.Input(2), build.Integers(perChannel)]);
        return build.Finish("Add", [build.Add("Mul", [image, scale]), bias]);
    }

    private static Value Vector(ExpansionBuilder build, long count, float value)
    {
        return build.Constant(TensorData.Create<float>([(int)count], [.. Enumerable.Repeat(value, (int)count)]));
    }
}
