using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>A float function of one element. On 8-bit tensors it is a table of 256 entries, which the float kernel fills at build time.</summary>
internal abstract class UnaryOperator : OperatorDefinition, ITableFunction
{
    /// <summary>The method of <see cref="Kernels.Elementwise"/> that computes it.</summary>
    protected abstract string Kernel { get; }

    /// <summary>The kernel's arguments after input and output.</summary>
    protected virtual (string Name, Argument Value)[] Parameters(Node node)
    {
        return [];
    }

    /// <summary>The element types that the kernel takes.</summary>
    protected virtual IReadOnlyList<ElementType> SupportedTypes { get; } = [ElementType.Float32];

    public override void Infer(Node node)
    {
        node.RequireTypes([.. SupportedTypes]);
        node.SetOutput(0, node.Input(0).Type, node.Input(0).Dimensions);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Table];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 && !node.Input(0).IsConstant ? IntegerForm.Table : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public byte[] Table(Node node, LoweringContext context)
    {
        return LookupTableBuilder.Build(
            (builder, source, result) => AppendStep(node, builder, source, result), context.Parameters(node.Input(0)), context.Parameters(node.Output));
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (context.IsInteger(node))
        {
            LookupTableBuilder.Lower(
                node, context, node.Input(0), Name, (builder, source, result) => AppendStep(node, builder, source, result));
            return;
        }

        var layout = context.Primary(node.Input(0)).Form.Layout;
        var form = new Form(Storage.Native, layout is Layout.FlattenedLayout ? Layout.Plain : layout);
        AppendStep(node, context.Builder, context.Read(node.Input(0), form), context.Define(node.Output, form));
    }

    private void AppendStep(Node node, PlanBuilder builder, Operand input, Operand output)
    {
        builder.Step(node.Name, Name, $"{nameof(Kernels.Elementwise)}.{Kernel}", [("input", input), ("output", output), .. Parameters(node)]);
    }
}
