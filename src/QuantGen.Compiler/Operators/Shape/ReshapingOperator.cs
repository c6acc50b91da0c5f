using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>An operator that gives its input another shape and moves nothing: a view of the same memory.</summary>
internal abstract class ReshapingOperator : OperatorDefinition
{
    /// <summary>The output's shape.</summary>
    protected abstract IReadOnlyList<Dimension> OutputShape(Node node);

    public override void Infer(Node node)
    {
        node.SetOutput(0, node.Input(0).Type, OutputShape(node));
        node.Output.SymbolicElements = node.Input(0).KnownElements();
    }

    public override bool IsIdentity(Node node)
    {
        return node.Input(0).Dimensions.SequenceEqual(node.Output.Dimensions);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 ? IntegerForm.PassThrough : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return node.Output.Rank > 0 && node.Input(0).Rank > 0 && node.Input(0).Dimensions[0].Equals(node.Output.Dimensions[0]);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (input, output) = (node.Input(0), node.Output);
        if (context.IsInteger(node) && TryBindQuantized(context, input, output))
        {
            return;
        }

        context.BindView(output, context.ReadPlain(input), Form.NativePlain, output.Dimensions);
    }

    /// <summary>8-bit rows are padded, so a view is possible only where the rows stay whole.</summary>
    private static bool TryBindQuantized(LoweringContext context, Value input, Value output)
    {
        var source = context.Primary(input);
        if (!source.Form.IsQuantized)
        {
            return false;
        }

        if (IsFlattening(input, output) && source.Form.Layout is Layout.ChannelsLastLayout)
        {
            return BindFlattened(context, input, output, source);
        }

        if (source.Form.Layout is Layout.PlainLayout && input.Rank > 0 && output.Rank > 0
            && PhysicalShape.Of(output, Form.QuantizedPlain) is var shape
            && Shapes.Product(shape).Equals(source.Count)
            && (shape[^1].Equals(source.RowStride) || (IsUnpadded(input) && IsUnpadded(output))))
        {
            context.BindView(output, source, Form.QuantizedPlain, shape);
            return true;
        }

        return false;
    }

    /// <summary>[N, C, spatial] to [N, C * spatial]: kept in channels-last order, which the matrix product's weights then follow.</summary>
    private static bool BindFlattened(LoweringContext context, Value input, Value output, Operand source)
    {
        if (input.Dimensions[1].Value is not { } channels || Shapes.Product(input.Dimensions.Skip(2)).Value is not { } spatial)
        {
            return false;
        }

        var form = spatial == 1 ? Form.QuantizedPlain : new Form(Storage.Quantized, new Layout.FlattenedLayout((int)channels, (int)spatial));
        context.BindView(output, source, form, PhysicalShape.Of(output, form));
        return true;
    }

    private static bool IsFlattening(Value input, Value output)
    {
        return output.Rank == 2 && input.Rank is 3 or 4 && input.Dimensions[0].Equals(output.Dimensions[0]);
    }

    private static bool IsUnpadded(Value value)
    {
        return value.Dimensions[^1].Value % PhysicalShape.QuantizedRowMultiple == 0;
    }
}
