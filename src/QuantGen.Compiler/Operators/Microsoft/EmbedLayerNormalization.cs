using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's EmbedLayerNormalization (opset 1): the sum of the embeddings of words, positions and optional segments, normalized. Inputs: words,
/// segments, the three tables, gamma, beta, mask, positions. Outputs: the result, the number of words that the mask counts, the sum.
/// </summary>
internal sealed class EmbedLayerNormalization : MicrosoftOperator
{
    private const long Float = 1;
    private const long Int32 = 6;

    public override string Name => "EmbedLayerNormalization";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        var build = new ExpansionBuilder(node, uniqueName);
        var words = node.Input(0);
        var sum = build.Add("Add", [build.Add("Gather", [node.Input(2), words]), build.Add("Gather", [node.Input(3), Positions(node, build)])]);
        if (node.OptionalInput(1) is { } segments)
        {
            sum = build.Add("Add", [sum, build.Add("Gather", [node.Input(4), segments])]);
        }

        // Without a mask ONNX Runtime counts none.
        var mask = node.OptionalInput(7) is { } given
            ? build.Add("Cast", [given], ("to", Float))
            : build.Add("Mul", [build.Add("Cast", [words], ("to", Float)), build.Constant(0f)]);
        build.Define(1, "Cast", [build.Add("ReduceSum", [mask, build.Integers(1)], ("keepdims", 0L))], ("to", Int32));
        build.Define(2, "Identity", [sum]);
        return build.Finish("LayerNormalization", [sum, node.Input(5), node.Input(6)], ("epsilon", node.Attributes.Float("epsilon", 1e-12f)));
    }

    private static Value Positions(Node node, ExpansionBuilder build)
    {
        if (node.OptionalInput(8) is { } positions)
        {
            return positions;
        }

        var length = build.Add("Gather", [build.Add("Shape", [node.Input(0)]), build.Constant(TensorData.Scalar(1L))]);
        return build.Add("Range", [build.Constant(TensorData.Scalar(0L)), length, build.Constant(TensorData.Scalar(1L))]);
    }
}
