using QuantGen.Compiler.Onnx.Proto;
using QuantGen.OnnxRuntime;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>What ONNX Runtime makes of a model with all its optimizations.</summary>
internal static class OptimizedModel
{
    /// <summary>How many nodes of each operator type it runs.</summary>
    public static IReadOnlyDictionary<string, int> CountOperators(byte[] model)
    {
        var path = Path.GetTempFileName();
        try
        {
            OrtSession.Open(model, new OrtSessionOptions { OptimizedModelPath = path }).Dispose();
            var nodes = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node;
            return nodes.GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
