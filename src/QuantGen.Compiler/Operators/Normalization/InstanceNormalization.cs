using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX InstanceNormalization (opset 6 to 22): each channel of each sample by itself.</summary>
internal sealed class InstanceNormalization : OperatorDefinition
{
    public override string Name => "InstanceNormalization";

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var input = node.Input(0);
        if (input.Rank < 3)
        {
            throw new InvalidNodeException($"its input has rank {input.Rank} and no spatial axis");
        }

        if (!node.Input(1).ElementCount.Equals(input.Dimensions[1]) || !node.Input(2).ElementCount.Equals(input.Dimensions[1]))
        {
            throw new InvalidNodeException($"scale and bias do not hold {input.Dimensions[1]} floats");
        }

        node.SetOutput(0, input.Type, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var input = node.Input(0);
        context.Step(
            node,
            "Instance normalization",
            $"{nameof(Kernels.InstanceNormalization)}.{nameof(Kernels.InstanceNormalization.Run)}",
            ("input", context.Read(input, Form.NativeChannelsLast)),
            ("scale", context.ReadPlain(node.Input(1))),
            ("bias", context.ReadPlain(node.Input(2))),
            ("output", context.Define(node.Output, Form.NativeChannelsLast)),
            ("batch", input.Dimensions[0]),
            ("spatial", Shapes.Product(input.Dimensions.Skip(2))),
            ("channels", input.Dimensions[1]),
            ("epsilon", node.Attributes.Float("epsilon", 1e-5f)));
    }
}
