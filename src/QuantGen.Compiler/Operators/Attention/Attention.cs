using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Attention;

/// <summary>
/// ONNX Attention (opset 23 to 24), written as products and a Softmax: heads as an axis or side by side, fewer heads of keys than of queries, a past that
/// is prepended, masks.
/// </summary>
internal sealed class Attention : ComposedOperator
{
    private const int KeyHeadAxis = 1;
    private const int LengthAxis = 2;

    public override string Name => "Attention";

    public override IReadOnlyList<IntegerForm> IntegerForms => [];

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        node.RequireInputType(0, ElementType.Float32);
        var shape = AttentionShape.Read(node);
        var query = Heads(node.Input(0), shape.QueryHeads, build);
        var key = WithPast(node, 4, Heads(node.Input(1), shape.KeyHeads, build), build);
        var value = WithPast(node, 5, Heads(node.Input(2), shape.KeyHeads, build), build);
        build.Define(1, "Identity", [key]);
        build.Define(2, "Identity", [value]);
        var bias = AttentionMask.Compose(node, query, key, build);
        var transposed = build.Add("Transpose", [Repeat(key, shape, shape.KeySize, build)], ("perm", new long[] { 0, 1, 3, 2 }));
        var scale = node.Attributes.Float("scale", 1 / MathF.Sqrt(shape.KeySize));
        var scores = build.Add("MatMul", [build.Add("Mul", [query, build.Constant(scale)]), transposed]);
        var probabilities = Probabilities(node, scores, bias, build);
        Value[] product = [probabilities, Repeat(value, shape, shape.ValueSize, build)];
        if (node.Input(0).Rank == 4)
        {
            return build.Finish("MatMul", product);
        }

        var sideBySide = build.Add("Transpose", [build.Add("MatMul", product)], ("perm", new long[] { 0, 2, 1, 3 }));
        return build.Finish("Reshape", [sideBySide, build.Integers(0, 0, (long)shape.QueryHeads * shape.ValueSize)]);
    }

    /// <summary>[batch, length, heads * size] to [batch, heads, length, size], where it is not so already.</summary>
    private static Value Heads(Value tensor, int heads, ExpansionBuilder build)
    {
        return tensor.Rank == 4
            ? tensor
            : build.Add("Transpose", [build.Add("Reshape", [tensor, build.Integers(0, 0, heads, -1)])], ("perm", new long[] { 0, 2, 1, 3 }));
    }

    private static Value WithPast(Node node, int input, Value tensor, ExpansionBuilder build)
    {
        return node.OptionalInput(input) is { } past ? build.Add("Concat", [past, tensor], ("axis", (long)LengthAxis)) : tensor;
    }

    /// <summary>Keys or values, each head as often as there are heads of queries for it.</summary>
    private static Value Repeat(Value tensor, AttentionShape shape, int size, ExpansionBuilder build)
    {
        if (shape.QueryHeads == shape.KeyHeads)
        {
            return tensor;
        }

        var column = build.Add("Unsqueeze", [tensor, build.Integers(KeyHeadAxis + 1)]);
        var repeated = build.Add("Expand", [column, build.Integers(1, 1, shape.QueryHeads / shape.KeyHeads, 1, 1)]);
        return build.Add("Reshape", [repeated, build.Integers(0, shape.QueryHeads, -1, size)]);
    }

    /// <summary>The scores, capped and masked, as shares of 1; a row that is masked throughout is 0.</summary>
    private static Value Probabilities(Node node, Value scores, Value? bias, ExpansionBuilder build)
    {
        var mode = node.Attributes.Integer("qk_matmul_output_mode", 0);
        Keep(0, scores);
        if (node.Attributes.Float("softcap", 0) is not 0 and var softcap)
        {
            var cap = build.Constant(softcap);
            scores = build.Add("Mul", [build.Add("Tanh", [build.Add("Div", [scores, cap])]), cap]);
        }

        Keep(1, scores);
        scores = bias is null ? scores : build.Add("Add", [scores, bias]);
        Keep(2, scores);
        var probabilities = build.Add("Softmax", [scores], ("axis", -1L));
        if (bias is not null)
        {
            var isMasked = build.Add("Equal", [build.Add("ReduceMax", [bias, build.Integers(-1)]), build.Constant(float.NegativeInfinity)]);
            probabilities = build.Add("Where", [isMasked, build.Constant(0f), probabilities]);
        }

        Keep(3, probabilities);
        return probabilities;

        void Keep(long stage, Value result)
        {
            if (stage == mode)
            {
                build.Define(3, "Identity", [result]);
            }
        }
    }
}
