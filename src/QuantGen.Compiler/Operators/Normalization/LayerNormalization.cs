using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX LayerNormalization (opset 17) over all axes from <c>axis</c> on.</summary>
internal sealed class LayerNormalization : OperatorDefinition
{
    public override string Name => "LayerNormalization";

    /// <summary>The outputs of mean and deviation, which inference does not use, are computed beside it.</summary>
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.Outputs.Skip(1).All(output => output is null))
        {
            return null;
        }

        var build = new ExpansionBuilder(node, uniqueName);
        var (input, axis) = (node.Input(0), Axis(node));
        var axes = build.Integers([.. Enumerable.Range(axis, input.Rank - axis).Select(reduced => (long)reduced)]);
        var mean = build.Add("ReduceMean", [input, axes]);
        var centred = build.Add("Sub", [input, mean]);
        var variance = build.Add("ReduceMean", [build.Add("Mul", [centred, centred]), axes]);
        var epsilon = node.Attributes.Float("epsilon", 1e-5f);
        build.Define(1, "Identity", [mean]);
        build.Define(2, "Reciprocal", [build.Add("Sqrt", [build.Add("Add", [variance, build.Constant(epsilon)])])]);
        return build.Finish("LayerNormalization", [.. node.Inputs], ("axis", (long)axis), ("epsilon", epsilon));
    }

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
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
