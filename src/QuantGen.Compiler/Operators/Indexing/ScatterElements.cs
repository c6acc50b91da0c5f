using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Indexing;

/// <summary>ONNX ScatterElements (opset 11 to 18), before opset 11 Scatter: a copy of the data with updates at their own place but for one axis.</summary>
internal sealed class ScatterElements(string name) : IndexedOperator
{
    public override string Name => name;

    public override void Infer(Node node)
    {
        RequireIndices(node);
        var (data, indices, updates) = (node.Input(0), node.Input(1), node.Input(2));
        if (data.Type == ElementType.Bool)
        {
            throw new UnsupportedNodeException("data of booleans");
        }

        if (data.Rank != indices.Rank || data.Rank == 0 || !indices.Dimensions.SequenceEqual(updates.Dimensions) || data.Type != updates.Type)
        {
            throw Mismatch(node);
        }

        node.SetOutput(0, data.Type, data.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) > 0 && node.Inputs.OfType<Value>().All(input => !input.IsConstant && input.Dimensions[0].Equals(node.Output.Dimensions[0]));
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            Name,
            $"{nameof(Kernels.Indexing)}.{nameof(Kernels.Indexing.ScatterElements)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("indices", context.ReadPlain(node.Input(1))),
            ("updates", context.ReadPlain(node.Input(2))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("inputShape", node.Input(0).Dimensions.ToArray()),
            ("shape", node.Input(1).Dimensions.ToArray()),
            ("axis", Axis(node)),
            ("reduction", Argument.Enumeration(Reduction(node))));
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", 0), node.Input(0).Rank);
    }
}
