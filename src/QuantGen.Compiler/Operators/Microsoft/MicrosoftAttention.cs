using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's Attention (opset 1): one product gives queries, keys and values of all heads, then ONNX's Attention. Inputs: tensor, weight, bias,
/// a mask of the keys, the past (not supported), what is added to the scores.
/// </summary>
internal sealed class MicrosoftAttention : MicrosoftOperator
{
    public override string Name => "Attention";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.OptionalInput(4) is not null || node.Outputs.Skip(1).Any(output => output is not null) || node.Attributes.Integer("do_rotary", 0) != 0)
        {
            throw new UnsupportedNodeException("a past of keys and values, or rotary embedding");
        }

        var build = new ExpansionBuilder(node, uniqueName);
        var heads = node.Attributes.Integer("num_heads") ?? throw new InvalidNodeException("num_heads is missing");
        var projected = build.Add("MatMul", [node.Input(0), node.Input(1)]);
        projected = node.OptionalInput(2) is { } bias ? build.Add("Add", [projected, bias]) : projected;
        var features = Shapes.Constant(node.Input(1).Dimensions[^1], "the number of features");
        var sizes = node.Attributes.Integers("qkv_hidden_sizes") ?? [features / 3, features / 3, features / 3];
        if (sizes.Length != 3 || sizes.Sum() != features)
        {
            throw new InvalidNodeException($"{features} features are not those of queries, keys and values");
        }

        Value[] parts = [.. Enumerable.Range(0, 3).Select(i => build.Add(
            "Slice", [projected, build.Integers(sizes.Take(i).Sum()), build.Integers(sizes.Take(i + 1).Sum()), build.Integers(2)]))];
        var mask = AttentionBias.Of(node.OptionalInput(3), node.OptionalInput(5), build);
        return build.Finish("Attention", [.. parts, mask], AttentionBias.Attributes(node, heads));
    }
}
