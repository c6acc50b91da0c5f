using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Resizing;

/// <summary>ONNX Upsample (opset 7 to 9): what became Resize. Scales are an attribute before opset 9 and an input since.</summary>
internal sealed class Upsample : OperatorDefinition
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

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        return new ExpansionBuilder(node, uniqueName).Finish(
            "Resize",
            [node.Input(0), null, node.Input(1)],
            ("mode", node.Attributes.String("mode", "nearest")),
            ("coordinate_transformation_mode", "asymmetric"),
            ("nearest_mode", "floor"));
    }

    public override void Infer(Node node)
    {
        throw new InvalidOperationException("An Upsample is always written as a Resize.");
    }
}
