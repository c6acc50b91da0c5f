using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX LayerNormalization (opset 17) over all axes from <c>axis</c> on. Its outputs of mean and deviation are not supported.</summary>
internal sealed class LayerNormalization : OperatorDefinition
{
    public override string Name => "LayerNormalization";

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        if (node.Outputs.Skip(1).Any(output => output is not null))
        {
            throw new UnsupportedNodeException("its outputs of mean and deviation");
        }

        var input = node.Input(0);
        var normalized = input.Dimensions.Skip(Axis(node)).ToArray();
        foreach (var parameter in new[] { node.Input(1), node.OptionalInput(2) }.OfType<Value>())
        {
            if (!parameter.ElementCount.Equals(Shapes.Product(normalized)))
            {
                throw new UnsupportedNodeException($"a parameter of shape {Shapes.Print(parameter.Dimensions)} for axes {Shapes.Print(normalized)}");
            }
        }

        node.SetOutput(0, input.Type, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) > 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var input = node.Input(0);
        var axis = Axis(node);
        var bias = node.OptionalInput(2);
        context.Step(
            node,
            "Layer normalization",
            $"{nameof(Kernels.LayerNormalization)}.{nameof(Kernels.LayerNormalization.Run)}",
            ("input", context.ReadPlain(input)),
            ("scale", context.ReadPlain(node.Input(1))),
            ("bias", bias is null ? Argument.None : context.ReadPlain(bias)),
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
