using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Indexing;

/// <summary>ONNX ScatterND (opset 11 to 18): a copy of the data with updates where tuples of indices point.</summary>
internal sealed class ScatterND : IndexedOperator
{
    public override string Name => "ScatterND";

    public override void Infer(Node node)
    {
        RequireIndices(node);
        var (data, indices, updates) = (node.Input(0), node.Input(1), node.Input(2));
        if (data.Type == ElementType.Bool)
        {
            throw new UnsupportedNodeException("data of booleans");
        }

        if (indices.Rank == 0 || Length(node) > data.Rank || data.Type != updates.Type
            || !updates.Dimensions.SequenceEqual([.. indices.Dimensions.SkipLast(1), .. data.Dimensions.Skip(Length(node))]))
        {
            throw Mismatch(node);
        }

        node.SetOutput(0, data.Type, data.Dimensions);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (data, indices) = (node.Input(0).Dimensions, node.Input(1).Dimensions);
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Indexing)}.{nameof(Kernels.Indexing.ScatterBlocks)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("indices", context.ReadPlain(node.Input(1))),
            ("updates", context.ReadPlain(node.Input(2))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("shape", data.Take(Length(node)).ToArray()),
            ("tuples", Shapes.Product(indices.SkipLast(1))),
            ("block", Shapes.Product(data.Skip(Length(node)))),
            ("reduction", Argument.Enumeration(Reduction(node))));
    }

    /// <summary>Indices in a tuple.</summary>
    private static int Length(Node node)
    {
        return Shapes.Constant(node.Input(1).Dimensions[^1], "the number of indices in a tuple");
    }
}
