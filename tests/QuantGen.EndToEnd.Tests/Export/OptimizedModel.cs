using QuantGen.Compiler.Onnx.Proto;
using QuantGen.OnnxRuntime;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>What ONNX Runtime makes of a model with all its optimizations.</summary>
internal static class OptimizedModel
{
    private static readonly HashSet<string> FloatProducts = ["Conv", "FusedConv", "MatMul", "FusedMatMul", "Gemm", "FusedGemm"];

    /// <summary>What may stand between a product and the quantization of its result.</summary>
    private static readonly HashSet<string> Followers = ["Add", "Relu", "Clip", "Transpose", "Reshape"];

    /// <summary>How many nodes of each operator type it runs.</summary>
    public static IReadOnlyDictionary<string, int> CountOperators(byte[] model)
    {
        return Nodes(model).GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count());
    }

    /// <summary>Products that it computes in float, though they read what was 8 bits and their result becomes 8 bits again.</summary>
    public static IReadOnlyList<string> FloatProductsBetweenQuantized(byte[] model)
    {
        var nodes = Nodes(model);
        var producers = nodes.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
        var readers = nodes.SelectMany(node => node.Input.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
        var products = nodes.Where(node => FloatProducts.Contains(node.OpType));
        return [.. products.Where(node => ReadsQuantized(node) && BecomesQuantized(node)).Select(node => node.Name)];

        bool ReadsQuantized(NodeProto node)
        {
            return producers.GetValueOrDefault(node.Input[0])?.OpType == "DequantizeLinear";
        }

        bool BecomesQuantized(NodeProto node)
        {
            return node.Output.SelectMany(output => readers[output])
                .Any(reader => reader.OpType == "QuantizeLinear" || (Followers.Contains(reader.OpType) && BecomesQuantized(reader)));
        }
    }

    private static IReadOnlyList<NodeProto> Nodes(byte[] model)
    {
        var path = Path.GetTempFileName();
        try
        {
            OrtSession.Open(model, new OrtSessionOptions { OptimizedModelPath = path }).Dispose();
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
