using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>
/// Softmax and its logarithm. Before opset 13 they normalize a matrix, all axes from <c>axis</c> on being its columns; since then one axis.
/// </summary>
internal abstract class SoftmaxOperator : OperatorDefinition
{
    /// <summary>Ours, for a node that an opset before 13 wrote: whether the axes after <c>axis</c> are normalized with it.</summary>
    private const string WithFollowingAxes = "with_following_axes";

    /// <summary>The method of <see cref="Softmax"/>.</summary>
    protected abstract string Kernel { get; }

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 13)
        {
            var attributes = context.Node.Attributes;
            attributes.Set("axis", attributes.Integer("axis", 1));
            attributes.Set(WithFollowingAxes, 1L);
        }
    }

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var input = node.Input(0);
        _ = Axis(node);
        node.SetOutput(0, input.Type, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) > 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var input = node.Input(0);
        var withFollowing = node.Attributes.Integer(WithFollowingAxes, 0) != 0 && Axis(node) < input.Rank - 1;
        var channelsLast = !withFollowing && context.Primary(input).Form.Layout is Layout.ChannelsLastLayout;
        var form = channelsLast ? Form.NativeChannelsLast : Form.NativePlain;
        var axis = PhysicalShape.Axis(Axis(node), input.Rank, form.Layout);
        var shape = PhysicalShape.Of(input, form);
        var inner = Shapes.Product(shape.Skip(axis + 1));
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Softmax)}.{Kernel}",
            ("input", context.Read(input, form)),
            ("output", context.Define(node.Output, form)),
            ("outer", Shapes.Product(shape.Take(axis))),
            ("axis", withFollowing ? shape[axis] * inner : shape[axis]),
            ("inner", withFollowing ? Dimension.One : inner));
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", -1), node.Input(0).Rank);
    }
}
