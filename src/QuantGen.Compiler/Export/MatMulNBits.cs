using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Compiler.Quantization.Compression;

namespace QuantGen.Compiler.Export;

/// <summary>ONNX Runtime's matrix product with 4-bit weights in blocks.</summary>
internal static class MatMulNBits
{
    public const string Domain = "com.microsoft";

    /// <summary>Whether a node can be written so.</summary>
    public static bool HasForm(Node node)
    {
        return node.Definition is MatMul && node.Input(0).Rank >= 2;
    }

    /// <summary>Writes a product.</summary>
    /// <param name="graph">The graph written to.</param>
    /// <param name="node">One that <see cref="HasForm"/> accepts.</param>
    /// <param name="weights">Its 4-bit weights.</param>
    public static void Write(OnnxGraphWriter graph, Node node, CompressedWeights weights)
    {
        var name = node.Input(1).Name;
        List<string> inputs =
        [
            graph.Read(node.Input(0)),
            graph.AppendInitializer($"{name}_quantized", Codes(weights)),
            graph.AppendInitializer($"{name}_scale", TensorData.Create<float>([weights.Columns * weights.Blocks], weights.Scales)),
        ];
        if (weights.ZeroPoints.Length > 0)
        {
            inputs.Add(graph.AppendInitializer($"{name}_zero_point", ZeroPoints(weights)));
        }

        var isLast = node.OptionalInput(2) is null && node.Clamp.IsNone;
        var product = isLast ? node.Output.Name : graph.Unique($"{node.Output.Name}_product");
        var proto = graph.Append(nameof(MatMulNBits), node.Name, inputs, product);
        proto.Domain = Domain;
        proto.Attribute.Add(OnnxProtos.Attribute("K", (long)weights.Reduction));
        proto.Attribute.Add(OnnxProtos.Attribute("N", (long)weights.Columns));
        proto.Attribute.Add(OnnxProtos.Attribute("bits", 4L));
        proto.Attribute.Add(OnnxProtos.Attribute("block_size", (long)weights.BlockSize));
        if (node.OptionalInput(2) is { } bias)
        {
            var sum = node.Clamp.IsNone ? node.Output.Name : graph.Unique($"{node.Output.Name}_unclamped");
            graph.Append("Add", $"{node.Name}_bias", [product, graph.Read(bias)], sum);
            product = sum;
        }

        if (!node.Clamp.IsNone)
        {
            graph.AppendClamp(node.Clamp, product, node.Output.Name);
        }
    }

    /// <summary>uint8 [columns, blocks, block size / 2]; a last block is filled up.</summary>
    private static TensorData Codes(CompressedWeights weights)
    {
        byte[] codes = [.. weights.Codes.Select(code => (byte)code)];
        var packed = FourBitCodes.PackRows(codes, weights.Reduction, weights.Blocks * weights.BlockSize / 2);
        return TensorData.Create<byte>([weights.Columns, weights.Blocks, weights.BlockSize / 2], packed);
    }

    /// <summary>uint8, each column's zero points in bytes of their own.</summary>
    private static TensorData ZeroPoints(CompressedWeights weights)
    {
        var packed = FourBitCodes.PackRows(weights.ZeroPoints, weights.Blocks, (weights.Blocks + 1) / 2);
        return TensorData.Create<byte>([packed.Length], packed);
    }
}
