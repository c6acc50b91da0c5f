using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>
/// An element-wise operator of two operands with multidirectional broadcasting. Against a constant number it is a function of one element,
/// and on 8-bit tensors a table of 256 entries.
/// </summary>
internal abstract class BinaryOperator : OperatorDefinition
{
    /// <summary>Every type that the generic kernels of <see cref="Broadcast"/> take.</summary>
    protected static readonly ElementType[] Numbers =
    [
        ElementType.Float32, ElementType.Float64,
        ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64,
        ElementType.UInt8, ElementType.UInt16, ElementType.UInt32, ElementType.UInt64,
    ];

    /// <summary>The element types that the kernel takes.</summary>
    protected virtual IReadOnlyList<ElementType> SupportedTypes => Numbers;

    /// <summary>The method of <see cref="Broadcast"/> that computes a node.</summary>
    protected abstract string KernelOf(Node node);

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

        node.RequireTypes([.. SupportedTypes]);
        node.SetOutput(0, ResultType(node), Shapes.Broadcast(left.Dimensions, right.Dimensions, node.Require));
        node.Output.SymbolicElements = InferElements(left, right, node.Output);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Table];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IsFunctionOfOneElement(node) ? IntegerForm.Table : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        // An operand of lower rank, or with a single row, serves every row.
        var output = node.Output;
        return output.Rank > 0 && node.Inputs.OfType<Value>().All(input =>
            input.Rank < output.Rank ? input.IsConstant
            : input.Dimensions[0].Value == 1 || (!input.IsConstant && input.Dimensions[0].Equals(output.Dimensions[0])));
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (context.IsInteger(node))
        {
            LowerToTable(node, context);
            return;
        }

        var form = CommonForm(node, context);
        var (left, right) = (ReadOperand(node, 0, form, context), ReadOperand(node, 1, form, context));
        Broadcasting.Step(context.Builder, node.Name, Name, KernelOf(node), left, right, context.Define(node.Output, form));
    }

    /// <summary>Both operands activations of one shape, as the 8-bit kernels want them.</summary>
    protected static bool IsOfOneShape(Node node)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        return left.Type == ElementType.Float32 && !left.IsConstant && !right.IsConstant && left.Dimensions.SequenceEqual(right.Dimensions);
    }

    /// <summary>The form of 8-bit operands of one shape: the layout in which they are, channels-last where they differ.</summary>
    protected static Form CommonIntegerForm(Node node, LoweringContext context)
    {
        var (left, right) = (context.Primary(node.Input(0)).Form.Layout, context.Primary(node.Input(1)).Form.Layout);
        return new Form(Storage.Quantized, left == right ? left : node.Output.Rank is 3 or 4 ? Layout.ChannelsLast : Layout.Plain);
    }

    /// <summary>Channels-last where the activations are there already, so that a pair of convolutions needs no layout change between them.</summary>
    private static Form CommonForm(Node node, LoweringContext context)
    {
        var rank = node.Output.Rank;
        var activations = node.Inputs.OfType<Value>().Where(input => !input.IsConstant).ToArray();
        return rank is 3 or 4
            && activations.All(input => input.Rank == rank && (IsChannelsLast(input) || IsTheSameInBoth(input)))
            && activations.Any(IsChannelsLast)
            ? Form.NativeChannelsLast
            : Form.NativePlain;

        bool IsChannelsLast(Value input)
        {
            return context.Primary(input).Form.Layout is Layout.ChannelsLastLayout;
        }
    }

    /// <summary>Whether a value lies in memory the same way in either layout.</summary>
    private static bool IsTheSameInBoth(Value input)
    {
        return input.Dimensions[1].Value == 1 || Shapes.Product(input.Dimensions.Skip(2)).Value == 1;
    }

    /// <summary>An operand and its physical shape; a constant is brought into the form at build time.</summary>
    private static (Operand Operand, IReadOnlyList<Dimension> Shape) ReadOperand(Node node, int index, Form form, LoweringContext context)
    {
        var value = node.Input(index);
        if (value.Constant is { } constant && form.Layout is Layout.ChannelsLastLayout)
        {
            var data = ConstantLayout.ToChannelsLast(constant, node.Output.Rank);
            return (context.Builder.Constant(value.Name, data), [.. data.Dimensions.Select(dimension => Dimension.Constant(dimension))]);
        }

        return (context.Read(value, form), PhysicalShape.Of(value, form));
    }

    private bool IsFunctionOfOneElement(Node node)
    {
        return Activation(node) is { Type: ElementType.Float32 } activation
            && ResultType(node) == ElementType.Float32
            && node.Output.Dimensions.SequenceEqual(activation.Dimensions);
    }

    /// <summary>The operand that is not a number known at build time, when the other one is.</summary>
    private static Value? Activation(Node node)
    {
        return (node.Input(0), node.Input(1)) switch
        {
            ({ Constant: null } left, { Constant.Count: 1 }) => left,
            ({ Constant.Count: 1 }, { Constant: null } right) => right,
            _ => null,
        };
    }

    private void LowerToTable(Node node, LoweringContext context)
    {
        var activation = Activation(node)!;
        LookupTableBuilder.Lower(node, context, activation, Name, (builder, source, result) =>
        {
            var operands = node.Inputs.Select(input => input == activation
                ? (source, source.Shape)
                : (builder.Constant("number", input!.Constant!.Reshape()), (IReadOnlyList<Dimension>)[])).ToArray();
            Broadcasting.Step(builder, node.Name, Name, KernelOf(node), operands[0], operands[1], result);
        });
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
