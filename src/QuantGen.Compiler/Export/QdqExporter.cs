using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>
/// Writes a quantized model as a standard ONNX file in QDQ form: float operators between QuantizeLinear and DequantizeLinear, which
/// runtimes fuse into integer kernels. It stands for the same integers that the plan computes (<c>docs/numerics.md</c>).
/// </summary>
internal static class QdqExporter
{
    /// <summary>The model as ONNX. The same graph and assignment give the same bytes.</summary>
    /// <param name="graph">Inferred and normalized.</param>
    /// <param name="assignment">With parameters and weights of its integer nodes.</param>
    public static ModelProto Export(ModelGraph graph, QuantizationAssignment assignment)
    {
        var nodes = Needed(graph);
        var opset = ExportOpset.Choose(graph, nodes);
        var model = new ModelProto
        {
            IrVersion = ExportOpset.IrVersion(opset),
            ProducerName = "QuantGen",
            ProducerVersion = typeof(QdqExporter).Assembly.GetName().Version!.ToString(3),
            Graph = new QdqGraphWriter(graph, assignment).Write(nodes),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        foreach (var domain in nodes.Select(node => node.Definition.Domain).Where(domain => domain.Length > 0).Order(StringComparer.Ordinal).Distinct())
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
