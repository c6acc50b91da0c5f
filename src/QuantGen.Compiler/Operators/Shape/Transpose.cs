using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>
/// ONNX Transpose (opset 1 to 21). Between channels-first and channels-last it moves nothing: it only names the memory otherwise.
/// </summary>
internal sealed class Transpose : OperatorDefinition
{
    public override string Name => "Transpose";

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        node.SetOutput(0, input.Type, Permutation(node).Select(axis => input.Dimensions[axis]));
    }

    public override bool IsIdentity(Node node)
    {
        return Permutation(node).Select((axis, index) => axis == index).All(same => same);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 && node.Input(0).Rank > 0 ? IntegerForm.PassThrough : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Permutation(node) is [0, ..];
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (BatchedProduct.Absorbs(node, context))
        {
            return;
        }

        var source = MovedTensor.Read(node, context);
        if (TryBind(node, context, source))
        {
            return;
        }

        if (source.Form.IsQuantized && !HasWholeRows(node, source))
        {
            source = MovedTensor.ReadNative(node, context);
        }

        context.Step(
            node,
            "Transpose",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Transpose)}",
            ("input", source.Operand),
            ("output", context.Define(node.Output, source.Form with { Layout = Layout.Plain })),
            ("inputShape", source.Operand.Shape.ToArray()),
            ("permutation", PhysicalPermutation(node, source, Layout.Plain)));
    }

    /// <summary>Names the same memory otherwise, when the output in one of its layouts has the input's order.</summary>
    private static bool TryBind(Node node, LoweringContext context, MovedTensor source)
    {
        Layout[] layouts = node.Output.Rank is 3 or 4 ? [Layout.Plain, Layout.ChannelsLast] : [Layout.Plain];
        foreach (var layout in layouts)
        {
            if (PhysicalPermutation(node, source, layout).Select((axis, index) => axis == index).All(same => same))
            {
                var form = source.Form with { Layout = layout };
                context.BindView(node.Output, source.Operand, form, PhysicalShape.Of(node.Output, form));
                return true;
            }
        }

        return false;
    }

    /// <summary>For each physical axis of the output, the input's physical axis that it is.</summary>
    private static int[] PhysicalPermutation(Node node, MovedTensor source, Layout layout)
    {
        var permutation = Permutation(node);
        return Array.ConvertAll(MovedTensor.AxesOf(permutation.Length, layout), axis => Array.IndexOf(source.Axes, permutation[axis]));
    }

    /// <summary>Padding at the end of a row cannot be transposed: neither the input's rows nor the output's may have any.</summary>
    private static bool HasWholeRows(Node node, MovedTensor source)
    {
        var (inputRow, outputRow) = (node.Input(0).Dimensions[source.Axes[^1]], node.Output.Dimensions[^1]);
        return inputRow.Value % PhysicalShape.QuantizedRowMultiple == 0 && outputRow.Value % PhysicalShape.QuantizedRowMultiple == 0;
    }

    /// <summary>For each axis of the output, the input's axis that it is.</summary>
    public static int[] Permutation(Node node)
    {
        var rank = node.Input(0).Rank;
        if (node.Attributes.Integers("perm") is not { } permutation)
        {
            return [.. Enumerable.Range(0, rank).Reverse()];
        }

        return permutation.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis))
            ? Array.ConvertAll(permutation, axis => (int)axis)
            : throw new InvalidNodeException($"perm [{string.Join(", ", permutation)}] does not name each of {rank} axes once");
    }
}
