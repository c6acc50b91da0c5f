using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Operators;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>Compresses the weights of a graph.</summary>
internal static class WeightOnlyQuantizer
{
    /// <summary>Compresses.</summary>
    /// <returns>The assignment, and the nodes whose weights have no such form.</returns>
    public static (QuantizationAssignment Assignment, IReadOnlyList<KeptFloatNode> FloatNodes) Quantize(ModelGraph graph, QuantizationOptions options)
    {
        var assignment = QuantizationAssignment.Float();
        var floatNodes = new List<KeptFloatNode>();
        foreach (var node in graph.Nodes.Where(node => node.Definition.HasCompressedForm(node) && !KeptNames.Contain(options, node)))
        {
            if (TryCompress(node, options) is { } product)
            {
                assignment.SetCompressed(node, product);
            }
            else
            {
                floatNodes.Add(new KeptFloatNode(node.Name, node.SourceType, $"a weight is beyond what {options.WeightFormat} holds, or is not finite"));
            }
        }

        return (assignment, floatNodes);
    }

    /// <summary>Rows of four bits have no kernel: their table is stored in eight.</summary>
    private static WeightEncoding EncodingOf(Node node, QuantizationOptions options)
    {
        var encoding = WeightEncodings.Of(options);
        return EmbeddingTables.IsEmbedding(node) && encoding.IsFourBit() ? WeightEncoding.Int8 : encoding;
    }

    /// <summary>The stored weights of a node; null when a weight is not finite, or would not be in the format.</summary>
    public static CompressedProduct? TryCompress(Node node, QuantizationOptions options)
    {
        var weights = new Dictionary<int, CompressedWeights>();
        foreach (var input in node.Definition.WeightInputs(node))
        {
            var weight = node.ConstantInput(input.Index);
            var (columns, reduction) = WeightMatrix.Shape(weight.Dimensions, input.ChannelAxis);
            var matrix = WeightMatrix.Of(weight, input.ChannelAxis);
            if (WeightCompressor.TryCompress(matrix, columns, reduction, EncodingOf(node, options), options) is not { } compressed)
            {
                return null;
            }

            weights[input.Index] = compressed;
        }

        return new CompressedProduct(weights);
    }
}
