using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Clip (opset 6 to 13): bounds are attributes before opset 11 and optional inputs since.</summary>
internal sealed class Clip : UnaryOperator
{
    public override string Name => "Clip";

    protected override string Kernel => nameof(Kernels.Elementwise.Clip);

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 11)
        {
            context.MoveFloatToInput("min", 1);
            context.MoveFloatToInput("max", 2);
        }
    }

    /// <summary>Bounds that are not float constants in order: the larger of input and lower bound, then the smaller of that and the upper one.</summary>
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.Input(0).Type == ElementType.Float32 && AsClamp(node) is not null)
        {
            return null;
        }

        var nodes = new List<Node>();
        var (input, low, high) = (node.Input(0), node.OptionalInput(1), node.OptionalInput(2));
        if (low is not null)
        {
            var raised = high is null ? node.Output : new Value(uniqueName($"{node.Output.Name}.raised"));
            nodes.Add(Expansion.Node("Max", $"{node.Name}.low", [input, low], raised));
            input = raised;
        }

        if (high is not null)
        {
            nodes.Add(Expansion.Node("Min", $"{node.Name}.high", [input, high], node.Output));
        }

        return nodes.Count > 0 ? nodes : [Expansion.Node("Identity", node.Name, [input], node.Output)];
    }

    public override IntegerForm IntegerFormOf(Node node)
    {
        return AsClamp(node) is null ? IntegerForm.None : base.IntegerFormOf(node);
    }

    public override Clamp? AsClamp(Node node)
    {
        return Bound(node, 1, float.NegativeInfinity) is { } low && Bound(node, 2, float.PositiveInfinity) is { } high && low <= high
            ? new Clamp(low, high)
            : null;
    }

    protected override (string Name, Argument Value)[] Parameters(Node node)
    {
        var clamp = AsClamp(node) ?? throw new UnsupportedNodeException("its bounds must be float constants, the lower not above the upper");
        return [("low", clamp.Low), ("high", clamp.High)];
    }

    private static float? Bound(Node node, int index, float fallback)
    {
        return node.OptionalInput(index) is not { } input ? fallback
            : input.Constant is { Type: ElementType.Float32, Count: 1 } constant ? constant.ToFloat32()[0]
            : null;
    }
}
