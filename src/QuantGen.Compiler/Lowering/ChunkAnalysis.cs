using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Finds the model's open dimensions, and whether one of them is a batch that can be worked through in chunks.</summary>
internal static class ChunkAnalysis
{
    /// <summary>A chunk's tensors should stay in a core's second-level cache beside the weights.</summary>
    private const long ArenaTarget = 256 * 1024;

    private const int LargestChunk = 64;

    /// <summary>The symbols of the inputs, the chunk symbol with its size.</summary>
    public static IReadOnlyList<PlanSymbol> Symbols(ModelGraph graph, PlanBuilder builder, bool chunked)
    {
        var names = graph.Inputs.SelectMany(input => input.Dimensions).SelectMany(dimension => dimension.Symbols).Distinct().ToArray();
        var batch = chunked ? names.FirstOrDefault(name => !builder.UnchunkedSymbols.Contains(name) && IsBatch(graph, name)) : null;
        return [.. names.Select(name => new PlanSymbol(name, name == batch ? ChunkSize(builder, name) : null))];
    }

    /// <summary>
    /// Whether a symbol is axis 0 of every input and output, of every tensor that depends on it, and no node mixes rows of that axis.
    /// </summary>
    private static bool IsBatch(ModelGraph graph, string name)
    {
        return graph.Inputs.Concat(graph.Outputs).All(value => IsLeading(value, name))
            && graph.Nodes.All(node =>
                node.Outputs.OfType<Value>().All(value => value.IsConstant)
                || (node.Outputs.OfType<Value>().All(value => IsLeading(value, name)) && node.Definition.KeepsRowsApart(node)));
    }

    private static bool IsLeading(Value value, string name)
    {
        return value.Rank > 0
            && value.Dimensions[0].SymbolName == name
            && value.Dimensions.Skip(1).All(dimension => !dimension.Symbols.Contains(name));
    }

    private static int ChunkSize(PlanBuilder builder, string name)
    {
        var one = new Dictionary<string, Dimension> { [name] = Dimension.One };
        var buffers = builder.Steps.SelectMany(step => step.Operands).Select(operand => operand.Buffer).OfType<ArenaBuffer>().Distinct();
        var largest = buffers.Select(buffer => buffer.Bytes.Substitute(one).Value ?? ArenaTarget).DefaultIfEmpty(1).Max();
        var chunk = LargestChunk;
        while (chunk > 1 && chunk * largest > ArenaTarget / 2)
        {
            chunk /= 2;
        }

        return chunk;
    }
}
