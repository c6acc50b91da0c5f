using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Trilu (opset 14): one triangle of each matrix, zeros elsewhere.</summary>
internal sealed class Trilu : OperatorDefinition
{
    public override string Name => "Trilu";

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        if (input.Rank < 2)
        {
            throw new InvalidNodeException($"its input has rank {input.Rank} and no matrices");
        }

        _ = Diagonal(node);
        node.SetOutput(0, input.Type, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return node.Input(0).Rank > 2;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var shape = node.Input(0).Dimensions;
        context.Step(
            node,
            Name,
            $"{nameof(DataMovement)}.{nameof(DataMovement.Triangle)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("batch", Shapes.Product(shape.SkipLast(2))),
            ("rows", shape[^2]),
            ("columns", shape[^1]),
            ("diagonal", Diagonal(node)),
            ("upper", node.Attributes.Integer("upper", 1) != 0));
    }

    private static long Diagonal(Node node)
    {
        return node.OptionalInput(1) is null ? 0
            : node.KnownIntegers(1) is [var diagonal] ? Math.Clamp(diagonal, -int.MaxValue, int.MaxValue)
            : throw new InvalidNodeException("k is not one number");
    }
}
