using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>Writes a model that was imported, each node in the form that fits how it computes: a model may mix them all.</summary>
internal static class ImportedExporter
{
    /// <summary>The model as ONNX. The same graph and assignment give the same bytes.</summary>
    /// <param name="graph">Inferred, normalized and imported.</param>
    /// <param name="assignment">How its nodes compute.</param>
    public static ModelProto Export(ModelGraph graph, QuantizationAssignment assignment)
    {
        var (integers, dynamics, weights) = (new QdqNodeWriter(assignment), new DynamicNodeWriter(assignment), new WeightOnlyNodeWriter(assignment));
        return OnnxModelWriter.Write(graph, Write);

        void Write(OnnxGraphWriter writer, Node node)
        {
            if (assignment.Dynamic(node) is not null)
            {
                dynamics.Write(writer, node);
            }
            else if (assignment.Compressed(node) is not null)
            {
                weights.Write(writer, node);
            }
            else
            {
                integers.Write(writer, node);
            }
        }
    }
}
