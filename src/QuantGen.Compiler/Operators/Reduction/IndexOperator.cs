using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>Where along an axis the largest or smallest element lies.</summary>
internal abstract class IndexOperator : OperatorDefinition
{
    /// <summary>The method of <see cref="Kernels.Reduction"/>.</summary>
    protected abstract string Kernel { get; }

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var input = node.Input(0);
        if (input.Dimensions[Axis(node)].Value == 0)
        {
            throw new InvalidNodeException("the axis is empty");
        }

        var keep = node.Attributes.Integer("keepdims", 1) != 0;
        node.SetOutput(0, ElementType.Int64, ReducedAxes.Remove(input.Dimensions, [Axis(node)], keep));
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) > 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (operand, shape, axes) = ReducedAxes.Read(context, node.Input(0), [Axis(node)]);
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Reduction)}.{Kernel}",
            [
                ("input", operand),
                ("output", context.Define(node.Output, Form.NativePlain)),
                .. ReducedAxes.Arguments(shape, (axes[0], 1)),
                ("selectLastIndex", node.Attributes.Integer("select_last_index", 0) != 0),
            ]);
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", 0), node.Input(0).Rank);
    }
}
