using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Attention;

/// <summary>What an Attention node adds to its scores: its mask, the triangle of a causal one, the padding behind the keys.</summary>
internal static class AttentionMask
{
    private const int MaskInput = 3;
    private const int PastInput = 4;
    private const int LengthsInput = 6;
    private const long LengthAxis = 2;

    /// <summary>The sum of what the node asks for; null when that is nothing.</summary>
    /// <param name="node">The node.</param>
    /// <param name="query">[batch, heads, length, size].</param>
    /// <param name="key">The same of the keys, the past included.</param>
    /// <param name="build">Takes the nodes.</param>
    public static Value? Compose(Node node, Value query, Value key, ExpansionBuilder build)
    {
        var bias = node.OptionalInput(MaskInput) is { } mask ? Mask(node, mask, build) : null;
        if (node.Attributes.Integer("is_causal", 0) != 0)
        {
            bias = Sum(bias, Causal(node, query, key, build), build);
        }

        return node.OptionalInput(LengthsInput) is { } lengths ? Sum(bias, Padding(lengths, key, build), build) : bias;
    }

    /// <summary>Booleans as 0 and minus infinity; keys that the mask does not reach are masked.</summary>
    private static Value Mask(Node node, Value mask, ExpansionBuilder build)
    {
        var bias = mask.Type == ElementType.Bool ? Choose(mask, allowed: true, build) : mask;
        var past = node.OptionalInput(PastInput)?.Dimensions[(int)LengthAxis] ?? 0;
        var missing = past + node.Input(1).Dimensions[^2] - mask.Dimensions[^1];
        return missing.Value is > 0 and { } count
            ? build.Add("Pad", [bias, build.Integers(0, count), build.Constant(float.NegativeInfinity), build.Integers(-1)])
            : bias;
    }

    /// <summary>A query sees the keys up to its own place: behind the past, or at the end of the keys that count.</summary>
    private static Value Causal(Node node, Value query, Value key, ExpansionBuilder build)
    {
        var rows = build.Add("Unsqueeze", [Positions(query, build), build.Integers(1)]);
        if (node.OptionalInput(LengthsInput) is { } lengths)
        {
            var first = build.Add("Sub", [lengths, Length(query, build)]);
            rows = build.Add("Add", [rows, build.Add("Unsqueeze", [first, build.Integers(1, 2, 3)])]);
        }
        else if (node.OptionalInput(PastInput) is { } past)
        {
            rows = build.Add("Add", [rows, Length(past, build)]);
        }

        return Choose(build.Add("Less", [rows, Positions(key, build)]), allowed: false, build);
    }

    private static Value Padding(Value lengths, Value key, ExpansionBuilder build)
    {
        var isKey = build.Add("Less", [Positions(key, build), build.Add("Unsqueeze", [lengths, build.Integers(1)])]);
        return build.Add("Unsqueeze", [Choose(isKey, allowed: true, build), build.Integers(1, 2)]);
    }

    /// <summary>0 where a boolean is as given, else minus infinity.</summary>
    private static Value Choose(Value condition, bool allowed, ExpansionBuilder build)
    {
        var (zero, infinity) = (build.Constant(0f), build.Constant(float.NegativeInfinity));
        return build.Add("Where", allowed ? [condition, zero, infinity] : [condition, infinity, zero]);
    }

    private static Value Length(Value tensor, ExpansionBuilder build)
    {
        return build.Add("Gather", [build.Add("Shape", [tensor]), build.Constant(TensorData.Scalar(LengthAxis))]);
    }

    private static Value Positions(Value tensor, ExpansionBuilder build)
    {
        return build.Add("Range", [build.Constant(TensorData.Scalar(0L)), Length(tensor, build), build.Constant(TensorData.Scalar(1L))]);
    }

    private static Value Sum(Value? left, Value right, ExpansionBuilder build)
    {
        return left is null ? right : build.Add("Add", [left, right]);
    }
}
