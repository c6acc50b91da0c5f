using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Attention;

/// <summary>ONNX RotaryEmbedding (opset 23): turns pairs of features by an angle that depends on the position.</summary>
internal sealed class RotaryEmbedding : ComposedOperator
{
    public override string Name => "RotaryEmbedding";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        node.RequireInputType(0, ElementType.Float32);
        var input = node.Input(0);
        if (input.Rank is not (3 or 4))
        {
            throw new InvalidNodeException($"its input has rank {input.Rank}");
        }

        // [batch, length, heads, size], or [batch, heads, length, size]; cosines and sines are repeated over the heads.
        var heads = input.Rank == 3 ? node.Attributes.Integer("num_heads", 0) : 0;
        var size = Shapes.Constant(input.Dimensions[^1], "the number of features");
        if (input.Rank == 3 && (heads < 1 || size % heads != 0))
        {
            throw new InvalidNodeException($"{size} features do not divide into {heads} heads");
        }

        size = input.Rank == 3 ? (int)(size / heads) : size;
        var tensor = input.Rank == 3 ? build.Add("Reshape", [input, build.Integers(0, 0, heads, size)]) : input;
        var turned = node.Attributes.Integer("rotary_embedding_dim", 0) is > 0 and var part ? part : size;
        var result = Turn(node, build, turned == size ? tensor : Slice(build, tensor, 0, turned, 1), turned, headAxis: input.Rank == 3 ? 2 : 1);
        if (turned != size)
        {
            result = build.Add("Concat", [result, Slice(build, tensor, turned, size, 1)], ("axis", -1L));
        }

        return input.Rank == 3 ? build.Finish("Reshape", [result, build.Integers(0, 0, heads * size)]) : build.Finish("Identity", [result]);
    }

    private static Value Turn(Node node, ExpansionBuilder build, Value tensor, long size, long headAxis)
    {
        var isInterleaved = node.Attributes.Integer("interleaved", 0) != 0;
        var (first, second) = isInterleaved
            ? (Slice(build, tensor, 0, size, 2), Slice(build, tensor, 1, size, 2))
            : (Slice(build, tensor, 0, size / 2, 1), Slice(build, tensor, size / 2, size, 1));
        var (cosine, sine) = (Angles(node, build, 1, headAxis), Angles(node, build, 2, headAxis));
        var real = build.Add("Sub", [build.Add("Mul", [cosine, first]), build.Add("Mul", [sine, second])]);
        var imaginary = build.Add("Add", [build.Add("Mul", [sine, first]), build.Add("Mul", [cosine, second])]);
        if (!isInterleaved)
        {
            return build.Add("Concat", [real, imaginary], ("axis", -1L));
        }

        var last = build.Integers(-1);
        var pairs = build.Add("Concat", [build.Add("Unsqueeze", [real, last]), build.Add("Unsqueeze", [imaginary, last])], ("axis", -1L));
        return build.Add("Reshape", [pairs, build.Add("Shape", [tensor])]);
    }

    /// <summary>Cosines or sines of each position, with an axis of one head.</summary>
    private static Value Angles(Node node, ExpansionBuilder build, int input, long headAxis)
    {
        var cache = node.OptionalInput(3) is { } positions ? build.Add("Gather", [node.Input(input), positions]) : node.Input(input);
        return build.Add("Unsqueeze", [cache, build.Integers(headAxis)]);
    }

    private static Value Slice(ExpansionBuilder build, Value tensor, long start, long end, long step)
    {
        return build.Add("Slice", [tensor, build.Integers(start), build.Integers(end), build.Integers(-1), build.Integers(step)]);
    }
}
