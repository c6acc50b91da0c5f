using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's SkipLayerNormalization and SkipSimplifiedLayerNormalization (opset 1): the sum of input, skip and an optional bias, normalized
/// over the last axis. Outputs: the result, mean, deviation, the sum.
/// </summary>
/// <param name="isSimplified">Whether it is divided by the root of the mean square, without mean and beta.</param>
internal sealed class SkipLayerNormalization(bool isSimplified) : MicrosoftOperator
{
    private const int SumOutput = 3;

    public override string Name => isSimplified ? "SkipSimplifiedLayerNormalization" : "SkipLayerNormalization";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.Outputs.Skip(1).Take(2).Any(output => output is not null))
        {
            throw new UnsupportedNodeException("its outputs of mean and deviation");
        }

        var build = new ExpansionBuilder(node, uniqueName);
        var sum = build.Add("Add", [node.Input(0), node.Input(1)]);
        sum = node.OptionalInput(isSimplified ? 3 : 4) is { } bias ? build.Add("Add", [sum, bias]) : sum;
        build.Define(SumOutput, "Identity", [sum]);
        (string, object) epsilon = ("epsilon", node.Attributes.Float("epsilon", 1e-12f));
        return isSimplified
            ? build.Finish("RMSNormalization", [sum, node.Input(2)], epsilon)
            : build.Finish("LayerNormalization", [sum, node.Input(2), node.OptionalInput(3)], epsilon);
    }
}
