using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>ONNX LpPool (opset 2 to 22): the p-norm of each window, as the mean of powers times the window's size.</summary>
internal sealed class LpPool : ComposedOperator
{
    private static readonly string[] WindowAttributes = ["kernel_shape", "strides", "pads", "dilations", "auto_pad", "ceil_mode"];

    public override string Name => "LpPool";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var kernel = node.Attributes.Integers("kernel_shape") ?? throw new InvalidNodeException("kernel_shape is missing");
        var p = node.Attributes.Integer("p", 2);
        var window = node.Attributes.All.Where(pair => WindowAttributes.Contains(pair.Key)).Select(pair => (pair.Key, pair.Value));
        var powers = build.Add("Pow", [build.Add("Abs", [node.Input(0)]), build.Constant((float)p)]);
        var mean = build.Add("AveragePool", [powers], [.. window, ("count_include_pad", 1L)]);
        var sum = build.Add("Mul", [mean, build.Constant((float)kernel.Aggregate(1L, (product, size) => product * size))]);
        return build.Finish("Pow", [sum, build.Constant(1f / p)]);
    }
}
