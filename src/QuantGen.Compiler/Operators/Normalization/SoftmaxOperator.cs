using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>
/// Softmax and its logarithm. Before opset 13 they normalize a matrix, all axes from <c>axis</c> on being its columns; since then one axis.
/// </summary>
internal abstract class SoftmaxOperator : OperatorDefinition
{
    /// <summary>Ours, for a node that an opset before 13 wrote: whether the axes after <c>axis</c> are normalized with it.</summary>
    public const string WithFollowingAxes = "with_following_axes";

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

    /// <summary>The older form, where it does not speak of the last axis anyway, is that of a matrix between two reshapes.</summary>
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (!node.Attributes.Contains(WithFollowingAxes))
        {
            return null;
        }

        node.Attributes.Remove(WithFollowingAxes);
        var (shape, axis) = (node.Input(0).Dimensions, Axis(node));
        if (axis == shape.Count - 1)
        {
            return null;
        }

        if (shape.Count(dimension => !dimension.IsConstant) > 1)
        {
            throw new UnsupportedNodeException($"an axis before the last one of {Shapes.Print(shape)} before opset 13");
        }

        var matrix = new Value(uniqueName($"{node.Name}.matrix"));
        var result = new Value(uniqueName($"{node.Name}.result"));
        var back = Value.FromConstant(uniqueName($"{node.Name}.shape"), TensorData.Vector([.. shape.Select(dimension => dimension.Value ?? -1)]));
        return
        [
            Expansion.Node("Flatten", $"{node.Name}.flatten", [node.Input(0)], matrix, ("axis", (long)axis)),
            Expansion.Node(Name, node.Name, [matrix], result, ("axis", 1L)),
            Expansion.Node("Reshape", $"{node.Name}.reshape", [result, back], node.Output),
        ];
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
        var channelsLast = context.Primary(input).Form.Layout is Layout.ChannelsLastLayout;
        var form = channelsLast ? Form.NativeChannelsLast : Form.NativePlain;
        var axis = PhysicalShape.Axis(Axis(node), input.Rank, form.Layout);
        var shape = PhysicalShape.Of(input, form);
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Softmax)}.{Kernel}",
            ("input", context.Read(input, form)),
            ("output", context.Define(node.Output, form)),
            ("outer", Shapes.Product(shape.Take(axis))),
            ("axis", shape[axis]),
            ("inner", Shapes.Product(shape.Skip(axis + 1))));
    }

    /// <summary>Whether a node normalizes along the last axis.</summary>
    public static bool IsOverLastAxis(Node node)
    {
        return Axis(node) == node.Output.Rank - 1;
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", -1), node.Input(0).Rank);
    }
}
