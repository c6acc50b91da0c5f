using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>ONNX GlobalLpPool (opset 2 to 22) with p of 1 or 2: a norm over the spatial axes.</summary>
internal sealed class GlobalLpPool : ComposedOperator
{
    public override string Name => "GlobalLpPool";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var reduction = node.Attributes.Integer("p", 2) switch
        {
            1 => "ReduceL1",
            2 => "ReduceL2",
            var p => throw new UnsupportedNodeException($"p is {p}; 1 and 2 are supported"),
        };
        long[] axes = [.. Enumerable.Range(2, Math.Max(0, node.Input(0).Rank - 2)).Select(axis => (long)axis)];
        return build.Finish(reduction, [node.Input(0), build.Integers(axes)], ("keepdims", 1L));
    }
}
