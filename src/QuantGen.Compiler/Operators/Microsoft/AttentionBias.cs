using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>What ONNX Runtime's attention operators say about scores, as ONNX's Attention wants it.</summary>
internal static class AttentionBias
{
    private const long Bool = 9;

    /// <summary>A mask of the keys [batch, length], 0 where one does not count, and what is added to the scores, as one mask.</summary>
    /// <param name="keys">The mask, or null.</param>
    /// <param name="scores">The summand, or null.</param>
    /// <param name="build">Takes the nodes.</param>
    /// <exception cref="UnsupportedNodeException">The mask has another form.</exception>
    public static Value? Of(Value? keys, Value? scores, ExpansionBuilder build)
    {
        if (keys is null)
        {
            return scores;
        }

        if (keys.Rank != 2)
        {
            throw new UnsupportedNodeException($"a mask of shape {Shapes.Print(keys.Dimensions)} instead of batch and length");
        }

        var mask = build.Add("Unsqueeze", [build.Add("Cast", [keys], ("to", Bool)), build.Integers(1, 2)]);
        return scores is null ? mask : build.Add("Where", [mask, scores, build.Constant(float.NegativeInfinity)]);
    }

    /// <summary>The attributes of ONNX's Attention for a node.</summary>
    public static (string, object)[] Attributes(Node node, long heads)
    {
        (string, object)[] attributes = [("q_num_heads", heads), ("kv_num_heads", heads), ("is_causal", node.Attributes.Integer("unidirectional", 0))];
        return node.Attributes.Float("scale", 0) is not 0 and var scale ? [.. attributes, ("scale", scale)] : attributes;
    }
}
