using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>ONNX CumSum (opset 11 to 14): sums along an axis, up to each element.</summary>
internal sealed class CumSum : OperatorDefinition
{
    public override string Name => "CumSum";

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        if (input.Type == ElementType.Bool)
        {
            throw new InvalidNodeException("its input holds booleans");
        }

        _ = Axis(node);
        node.SetOutput(0, input.Type, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) > 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Reduction)}.{nameof(Kernels.Reduction.CumulativeSum)}",
            [
                ("input", context.ReadPlain(node.Input(0))),
                ("output", context.Define(node.Output, Form.NativePlain)),
                .. ReducedAxes.Arguments(node.Input(0).Dimensions, (Axis(node), 1)),
                ("exclusive", node.Attributes.Integer("exclusive", 0) != 0),
                ("reverse", node.Attributes.Integer("reverse", 0) != 0),
            ]);
    }

    private static int Axis(Node node)
    {
        return node.KnownIntegers(1) is [var axis] ? Shapes.Axis(axis, node.Input(0).Rank) : throw new InvalidNodeException("its axis is not one number");
    }
}
