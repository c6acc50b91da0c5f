using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Indexing;

/// <summary>ONNX GatherElements (opset 11 to 13): for each index the element at its own place but for one axis.</summary>
internal sealed class GatherElements : IndexedOperator
{
    public override string Name => "GatherElements";

    public override void Infer(Node node)
    {
        RequireIndices(node);
        var (data, indices) = (node.Input(0), node.Input(1));
        if (data.Rank != indices.Rank || data.Rank == 0)
        {
            throw new InvalidNodeException($"indices of rank {indices.Rank} for data of rank {data.Rank}");
        }

        node.SetOutput(0, data.Type, indices.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        var (data, indices) = (node.Input(0), node.Input(1));
        return Axis(node) > 0 && !data.IsConstant && !indices.IsConstant && data.Dimensions[0].Equals(indices.Dimensions[0]);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Indexing)}.{nameof(Kernels.Indexing.GatherElements)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("indices", context.ReadPlain(node.Input(1))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("inputShape", node.Input(0).Dimensions.ToArray()),
            ("shape", node.Input(1).Dimensions.ToArray()),
            ("axis", Axis(node)));
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", 0), node.Input(0).Rank);
    }
}
