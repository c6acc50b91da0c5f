using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Indexing;

/// <summary>ONNX GatherND (opset 11 to 13): for each tuple of indices, the last axis of the second input, the part of the data that it points at.</summary>
internal sealed class GatherND : IndexedOperator
{
    public override string Name => "GatherND";

    public override void Infer(Node node)
    {
        RequireIndices(node);
        var (data, indices, batch) = (node.Input(0).Dimensions, node.Input(1).Dimensions, BatchAxes(node));
        if (indices.Count == 0 || batch < 0 || batch >= indices.Count || batch + Length(node) > data.Count || !data.Take(batch).SequenceEqual(indices.Take(batch)))
        {
            throw Mismatch(node);
        }

        node.SetOutput(0, node.Input(0).Type, [.. indices.SkipLast(1), .. data.Skip(batch + Length(node))]);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return (BatchAxes(node) > 0 && !node.Input(0).IsConstant && !node.Input(1).IsConstant) || (node.Input(0).IsConstant && node.Input(1).Rank > 1);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (data, indices, batch) = (node.Input(0).Dimensions, node.Input(1).Dimensions, BatchAxes(node));
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Indexing)}.{nameof(Kernels.Indexing.GatherBlocks)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("indices", context.ReadPlain(node.Input(1))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("shape", data.Skip(batch).Take(Length(node)).ToArray()),
            ("batch", Shapes.Product(data.Take(batch))),
            ("tuples", Shapes.Product(indices.Skip(batch).SkipLast(1))),
            ("block", Shapes.Product(data.Skip(batch + Length(node)))));
    }

    private static int BatchAxes(Node node)
    {
        return (int)Math.Clamp(node.Attributes.Integer("batch_dims", 0), -1, int.MaxValue);
    }

    /// <summary>Indices in a tuple.</summary>
    private static int Length(Node node)
    {
        return Shapes.Constant(node.Input(1).Dimensions[^1], "the number of indices in a tuple");
    }
}
