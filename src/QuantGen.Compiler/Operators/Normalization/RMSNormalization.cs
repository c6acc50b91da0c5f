using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX RMSNormalization (opset 23) over all axes from <c>axis</c> on.</summary>
internal sealed class RMSNormalization : OperatorDefinition
{
    public override string Name => "RMSNormalization";

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var input = node.Input(0);
        var normalized = input.Dimensions.Skip(Axis(node)).ToArray();
        if (!node.Input(1).ElementCount.Equals(Shapes.Product(normalized)))
        {
            throw new UnsupportedNodeException($"a scale of shape {Shapes.Print(node.Input(1).Dimensions)} for axes {Shapes.Print(normalized)}");
        }

        node.SetOutput(0, input.Type, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) > 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (input, axis) = (node.Input(0), Axis(node));
        context.Step(
            node,
            "Root mean square normalization",
            $"{nameof(Kernels.RootMeanSquareNormalization)}.{nameof(Kernels.RootMeanSquareNormalization.Run)}",
            ("input", context.ReadPlain(input)),
            ("scale", context.ReadPlain(node.Input(1))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("rows", Shapes.Product(input.Dimensions.Take(axis))),
            ("columns", Shapes.Product(input.Dimensions.Skip(axis))),
            ("epsilon", node.Attributes.Float("epsilon", 1e-5f)));
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", -1), node.Input(0).Rank);
    }
}
