using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Attention;

/// <summary>The heads of an Attention node.</summary>
/// <param name="QueryHeads">Heads of queries, a multiple of those of keys.</param>
/// <param name="KeyHeads">Heads of keys and values.</param>
/// <param name="KeySize">Length of a query and of a key.</param>
/// <param name="ValueSize">Length of a value.</param>
internal sealed record AttentionShape(int QueryHeads, int KeyHeads, int KeySize, int ValueSize)
{
    /// <exception cref="InvalidNodeException">The inputs do not go together.</exception>
    /// <exception cref="UnsupportedNodeException">A number of heads or a length of vectors is open.</exception>
    public static AttentionShape Read(Node node)
    {
        var (query, key, value) = (node.Input(0), node.Input(1), node.Input(2));
        if (query.Rank is not (3 or 4) || key.Rank != query.Rank || value.Rank != query.Rank)
        {
            throw new InvalidNodeException($"its inputs have ranks {query.Rank}, {key.Rank} and {value.Rank}");
        }

        var (queryHeads, keyHeads) = (Heads(node, query, "q_num_heads"), Heads(node, key, "kv_num_heads"));
        var shape = new AttentionShape(queryHeads, keyHeads, Size(query, queryHeads), Size(value, keyHeads));
        return queryHeads % keyHeads == 0 && Size(key, keyHeads) == shape.KeySize
            ? shape
            : throw new InvalidNodeException($"{queryHeads} heads of queries of {shape.KeySize} and {keyHeads} of keys of {Size(key, keyHeads)}");
    }

    private static int Heads(Node node, Value tensor, string attribute)
    {
        var heads = tensor.Rank == 4 ? Shapes.Constant(tensor.Dimensions[1], "the number of heads")
            : node.Attributes.Integer(attribute) ?? throw new InvalidNodeException($"{attribute} is missing");
        return heads is > 0 and <= int.MaxValue ? (int)heads : throw new InvalidNodeException($"it has {heads} heads");
    }

    private static int Size(Value tensor, int heads)
    {
        var size = Shapes.Constant(tensor.Dimensions[^1], "the length of a head's vectors");
        return tensor.Rank == 4 ? size
            : size % heads == 0 ? size / heads
            : throw new InvalidNodeException($"{size} features do not divide into {heads} heads");
    }
}
