using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Indexing;

/// <summary>ONNX TopK (opset 1 to 24): the first elements of an axis in order, and their indices. Their number is an attribute before opset 10.</summary>
internal sealed class TopK : OperatorDefinition
{
    public override string Name => "TopK";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 10)
        {
            var count = context.Node.Attributes.Integer("k") ?? throw new InvalidNodeException("k is missing");
            context.SetConstantInput(1, "k", TensorData.Vector(count));
        }
    }

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        if (input.Type == ElementType.Bool)
        {
            throw new InvalidNodeException("its input holds booleans");
        }

        var (axis, count) = (Axis(node), Count(node));
        if (count.Value < 0 || count.Value > input.Dimensions[axis].Value)
        {
            throw new InvalidNodeException($"{count} elements of an axis of {input.Dimensions[axis]}");
        }

        Dimension[] shape = [.. input.Dimensions.Select((dimension, i) => i == axis ? count : dimension)];
        node.SetOutput(0, input.Type, shape);
        node.SetOutput(1, ElementType.Int64, shape);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) > 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (input, axis) = (node.Input(0), Axis(node));
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Indexing)}.{nameof(Kernels.Indexing.TopK)}",
            ("input", context.ReadPlain(input)),
            ("values", Output(node, context, 0)),
            ("indices", Output(node, context, 1)),
            ("outer", Shapes.Product(input.Dimensions.Take(axis))),
            ("axis", input.Dimensions[axis]),
            ("inner", Shapes.Product(input.Dimensions.Skip(axis + 1))),
            ("count", Count(node)),
            ("largest", node.Attributes.Integer("largest", 1) != 0));
    }

    /// <summary>An output, or memory for one that nobody wants.</summary>
    private static Operand Output(Node node, LoweringContext context, int index)
    {
        if (index < node.Outputs.Count && node.Outputs[index] is { } output)
        {
            return context.Define(output, Form.NativePlain);
        }

        var other = node.Outputs.OfType<Value>().First();
        return context.Scratch($"{node.Name}_unused", index == 0 ? node.Input(0).Type : ElementType.Int64, [.. other.Dimensions]);
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", -1), node.Input(0).Rank);
    }

    private static Dimension Count(Node node)
    {
        return node.KnownDimensions(1) is [var count] ? count : throw new InvalidNodeException("k is not one number");
    }
}
