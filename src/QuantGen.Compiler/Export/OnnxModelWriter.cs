using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Export;

/// <summary>Writes a graph as an ONNX model; each form of export says how a node is written.</summary>
internal static class OnnxModelWriter
{
    /// <summary>The model as ONNX. The same graph and nodes give the same bytes.</summary>
    /// <param name="graph">Inferred and normalized.</param>
    /// <param name="writeNode">Writes one node; called for those that the outputs depend on, in order.</param>
    /// <param name="leastOpset">The first opset of ai.onnx that has what is written for nodes; 0 when the nodes' own do.</param>
    /// <param name="domains">Domains of operators that are written for nodes of others.</param>
    public static ModelProto Write(ModelGraph graph, Action<OnnxGraphWriter, Node> writeNode, long leastOpset = 0, params IEnumerable<string> domains)
    {
        var nodes = Needed(graph);
        var opset = Math.Max(leastOpset, ExportOpset.Choose(graph, nodes));
        var model = new ModelProto
        {
            IrVersion = ExportOpset.IrVersion(opset),
            ProducerName = "QuantGen",
            ProducerVersion = typeof(OnnxModelWriter).Assembly.GetName().Version!.ToString(3),
            Graph = new OnnxGraphWriter(graph).Write(nodes, writeNode),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        var used = nodes.Select(node => node.Definition.Domain).Concat(domains).Where(domain => domain.Length > 0);
        foreach (var domain in used.Order(StringComparer.Ordinal).Distinct())
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = graph.Opsets.GetValueOrDefault(domain, 1) });
        }

        return model;
    }

    /// <summary>The nodes that the outputs depend on, in order; what computes a constant is not among them.</summary>
    private static List<Node> Needed(ModelGraph graph)
    {
        var needed = graph.Outputs.Where(output => !output.IsConstant).ToHashSet();
        var nodes = new List<Node>();
        foreach (var node in Enumerable.Reverse(graph.Nodes).Where(node => node.Outputs.OfType<Value>().Any(needed.Contains)))
        {
            nodes.Add(node);
            needed.UnionWith(node.Inputs.OfType<Value>().Where(input => !input.IsConstant));
        }

        nodes.Reverse();
        return nodes;
    }
}
