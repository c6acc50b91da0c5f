using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Resizing;

/// <summary>ONNX Upsample (opset 7 to 9): what became Resize. Scales are an attribute before opset 9 and an input since.</summary>
internal sealed class Upsample : ComposedOperator
{
    public override string Name => "Upsample";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Node.Attributes.Floats("scales") is { } scales)
        {
            context.SetConstantInput(1, "scales", TensorData.Create<float>([scales.Length], scales));
        }
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("Resize").IntegerForms;

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        return build.Finish(
            "Resize",
            [node.Input(0), null, node.Input(1)],
            ("mode", node.Attributes.String("mode", "nearest")),
            ("coordinate_transformation_mode", "asymmetric"),
            ("nearest_mode", "floor"));
    }
}
