using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX MeanVarianceNormalization (opset 9 to 13) over any axes: mean 0 and deviation 1.</summary>
internal sealed class MeanVarianceNormalization : ComposedOperator
{
    /// <summary>What ONNX adds to the deviation.</summary>
    private const float Epsilon = 1e-9f;

    public override string Name => "MeanVarianceNormalization";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var axes = build.Integers(node.Attributes.Integers("axes") ?? [0, 2, 3]);
        var centred = build.Add("Sub", [node.Input(0), build.Add("ReduceMean", [node.Input(0), axes])]);
        var variance = build.Add("ReduceMean", [build.Add("Mul", [centred, centred]), axes]);
        var deviation = build.Add("Add", [build.Add("Sqrt", [variance]), build.Constant(Epsilon)]);
        return build.Finish("Div", [centred, deviation]);
    }
}
