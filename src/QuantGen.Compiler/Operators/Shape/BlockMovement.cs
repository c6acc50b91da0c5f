using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>Moves squares of an image between its channels and its positions: a transposition of the axes that the image's split into.</summary>
internal abstract class BlockMovement : OperatorDefinition
{
    /// <summary>The input [N, C, H, W] split into six axes, and the order of these in the output.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isChannelsLast">Whether the channels come last, in input and output.</param>
    protected abstract (Dimension[] Shape, int[] Permutation) Split(Node node, bool isChannelsLast);

    /// <summary>The output's shape.</summary>
    protected abstract Dimension[] OutputShape(Node node, int block);

    public override void Infer(Node node)
    {
        if (node.Input(0).Rank != 4)
        {
            throw new InvalidNodeException($"its input has rank {node.Input(0).Rank} instead of 4");
        }

        node.SetOutput(0, node.Input(0).Type, OutputShape(node, Block(node)));
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 ? IntegerForm.PassThrough : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var source = MovedTensor.Read(node, context);
        if (source.Form.IsQuantized && !HasWholeRows(node, source))
        {
            source = MovedTensor.ReadNative(node, context);
        }

        var (shape, permutation) = Split(node, source.Form.Layout is Layout.ChannelsLastLayout);
        context.Step(
            node,
            node.OperatorType,
            $"{nameof(DataMovement)}.{nameof(DataMovement.Transpose)}",
            ("input", source.Operand),
            ("output", context.Define(node.Output, source.Form)),
            ("inputShape", shape),
            ("permutation", permutation));
    }

    /// <summary>The length of a square's side.</summary>
    protected static int Block(Node node)
    {
        return node.Attributes.Integer("blocksize") is > 0 and <= 1 << 15 and { } block
            ? (int)block
            : throw new InvalidNodeException("its blocksize is missing or no length");
    }

    protected static Dimension Quotient(Dimension dimension, int divisor, string what)
    {
        return dimension.TryDivideExactly(divisor, out var quotient) ? quotient
            : dimension.IsConstant ? throw new InvalidNodeException($"{what} {dimension} does not divide by {divisor}")
            : throw new UnsupportedNodeException($"whether {what} '{dimension}' divides by {divisor} is not known at build time");
    }

    /// <summary>Padding at the end of a row of bytes cannot be moved: neither the input's rows nor the output's may have any.</summary>
    private static bool HasWholeRows(Node node, MovedTensor source)
    {
        return new[] { node.Input(0), node.Output }.All(value => value.Dimensions[source.Axes[^1]].Value % PhysicalShape.QuantizedRowMultiple == 0);
    }
}
