using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX LpNormalization (opset 1 to 22): divides by the sum of absolute values along an axis, or by the root of that of squares; 0 stays 0.</summary>
internal sealed class LpNormalization : ComposedOperator
{
    public override string Name => "LpNormalization";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var reduction = node.Attributes.Integer("p", 2) switch
        {
            1 => "ReduceL1",
            2 => "ReduceL2",
            var p => throw new InvalidNodeException($"p is {p} instead of 1 or 2"),
        };
        var norm = build.Add(reduction, [node.Input(0), build.Integers(node.Attributes.Integer("axis", -1))], ("keepdims", 1L));
        return build.Finish("Div", [node.Input(0), build.Add("Max", [norm, build.Constant(float.Epsilon)])]);
    }
}
