using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's MultiHeadAttention (opset 1) with queries, keys and values [batch, length, features] apart, as ONNX's Attention. Inputs: these, their
/// bias side by side, a mask of the keys, what is added to the scores, past keys and values.
/// </summary>
internal sealed class MultiHeadAttention : MicrosoftOperator
{
    public override string Name => "MultiHeadAttention";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        if (Enumerable.Range(0, 3).Any(i => node.OptionalInput(i) is not { Rank: 3 }) || node.Inputs.Skip(8).Any(input => input is not null))
        {
            throw new UnsupportedNodeException("queries, keys and values packed in one tensor, or caches");
        }

        var build = new ExpansionBuilder(node, uniqueName);
        var heads = node.Attributes.Integer("num_heads") ?? throw new InvalidNodeException("num_heads is missing");
        var mask = AttentionBias.Of(node.OptionalInput(4), node.OptionalInput(5), build);
        Value?[] inputs = [.. Enumerable.Range(0, 3).Select(i => WithBias(node, build, i)), mask, node.OptionalInput(6), node.OptionalInput(7)];
        build.Define(1, "Concat", [.. Present(node, build, inputs, 1, heads)], ("axis", 2L));
        build.Define(2, "Concat", [.. Present(node, build, inputs, 2, heads)], ("axis", 2L));
        return build.Finish("Attention", inputs, AttentionBias.Attributes(node, heads));
    }

    /// <summary>A part of the bias, which holds that of queries, keys and values one after another.</summary>
    private static Value WithBias(Node node, ExpansionBuilder build, int index)
    {
        if (node.OptionalInput(3) is not { } bias)
        {
            return node.Input(index);
        }

        long[] sizes = [.. Enumerable.Range(0, 3).Select(i => (long)Shapes.Constant(node.Input(i).Dimensions[2], "the number of features"))];
        var start = sizes.Take(index).Sum();
        var part = build.Add("Slice", [bias, build.Integers(start), build.Integers(start + sizes[index]), build.Integers(0)]);
        return build.Add("Add", [node.Input(index), part]);
    }

    /// <summary>The past and the keys or values as heads, for the output that hands them on.</summary>
    private static IEnumerable<Value> Present(Node node, ExpansionBuilder build, Value?[] inputs, int index, long heads)
    {
        if (index >= node.Outputs.Count || node.Outputs[index] is null)
        {
            return [];
        }

        var split = build.Add("Reshape", [inputs[index], build.Integers(0, 0, heads, -1)]);
        var current = build.Add("Transpose", [split], ("perm", new long[] { 0, 2, 1, 3 }));
        return inputs[index + 3] is { } past ? [past, current] : [current];
    }
}
