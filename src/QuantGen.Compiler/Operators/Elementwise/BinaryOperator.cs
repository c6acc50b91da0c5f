using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>An element-wise operator of two operands with multidirectional broadcasting.</summary>
internal abstract class BinaryOperator : OperatorDefinition
{
    /// <summary>The method of <see cref="Kernels.Broadcast"/> that computes it.</summary>
    protected abstract string Kernel { get; }

    /// <summary>The element type of the result.</summary>
    protected virtual ElementType ResultType(Node node)
    {
        return node.Input(0).Type;
    }

    /// <summary>The element of the result for elements of shape arithmetic; null when it has no expression.</summary>
    protected virtual Dimension? Compute(Dimension left, Dimension right)
    {
        return null;
    }

    public override void Infer(Node node)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        if (left.Type != right.Type)
        {
            throw new InvalidNodeException($"its operands are {left.Type} and {right.Type}");
        }

        node.SetOutput(0, ResultType(node), Shapes.Broadcast(left.Dimensions, right.Dimensions));
        node.Output.SymbolicElements = InferElements(left, right, node.Output);
    }

    public override bool KeepsRowsApart(Node node)
    {
        // An operand of lower rank, or with a single row, serves every row.
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        var form = CommonForm(node, context);
        Broadcasting.Step(
            node,
            context,
            Kernel,
            Name,
            (context.Read(left, form), PhysicalShape.Of(left, form)),
            (context.Read(right, form), PhysicalShape.Of(right, form)),
            context.Define(node.Output, form with { Storage = Storage.Native }));
    }

    /// <summary>Channels-last where both operands are there already or can be, so that a pair of convolutions needs no layout change between them.</summary>
    protected static Form CommonForm(Node node, LoweringContext context)
    {
        var inputs = node.Inputs.OfType<Value>().ToArray();
        return inputs.All(input => input.Rank == node.Output.Rank && input.Rank is 3 or 4)
            && inputs.Any(input => !input.IsConstant)
            && inputs.Where(input => !input.IsConstant).All(input => context.Primary(input).Form.Layout is Layout.ChannelsLastLayout)
            ? Form.NativeChannelsLast
            : Form.NativePlain;
    }

    private IReadOnlyList<Dimension>? InferElements(Value left, Value right, Value output)
    {
        if (left.KnownElements() is not { } a || right.KnownElements() is not { } b || output.ElementCount.Value is not { } count
            || (a.Count != count && a.Count != 1) || (b.Count != count && b.Count != 1))
        {
            return null;
        }

        var elements = Enumerable.Range(0, (int)count).Select(i => Compute(a[a.Count == 1 ? 0 : i], b[b.Count == 1 ? 0 : i])).ToArray();
        return elements.All(element => element is not null) ? [.. elements.OfType<Dimension>()] : null;
    }
}
