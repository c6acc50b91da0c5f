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
        var nodes = new QdqNodeWriter(assignment);
        return OnnxModelWriter.Write(graph, nodes.Write);
    }
}
