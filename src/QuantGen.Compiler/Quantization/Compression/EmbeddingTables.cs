using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Shape;

namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>
/// The tables of embeddings in fewer bits: a row becomes float when it is taken, which costs no time beside reading it.
/// </summary>
/// <param name="options">How to scale.</param>
/// <param name="format">
/// <see cref="WeightFormat.Int8"/>, one scale a row, makes about as much noise as the 8-bit activations of Static mode; beside activations that are
/// scaled row by row it would be most of the noise, and a table takes 16 bits.
/// </param>
internal sealed class EmbeddingTables(QuantizationOptions options, WeightFormat format)
{
    private readonly Dictionary<Node, CompressedProduct?> _tables = [];

    /// <summary>Whether a node takes rows of a table that can be stored in fewer bits.</summary>
    public static bool IsEmbedding(Node node)
    {
        return node.Definition is Gather && node.Definition.HasCompressedForm(node);
    }

    /// <summary>Stores the tables of some nodes; other nodes than embeddings, and tables with numbers that are not finite, stay as they are.</summary>
    public void Assign(IEnumerable<Node> nodes, QuantizationAssignment assignment)
    {
        foreach (var node in nodes.Where(IsEmbedding))
        {
            if (!_tables.TryGetValue(node, out var table))
            {
                _tables[node] = table = WeightOnlyQuantizer.TryCompress(node, options with { WeightFormat = format });
            }

            if (table is not null)
            {
                assignment.SetCompressed(node, table);
            }
        }
    }
}
