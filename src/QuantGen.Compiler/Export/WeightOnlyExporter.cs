using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Quantization.Compression;

namespace QuantGen.Compiler.Export;

/// <summary>
/// Writes a model whose weights are stored in fewer bits. int8: DequantizeLinear with a scale per channel. 16-bit floats: Cast. int4: ONNX Runtime's MatMulNBits, which
/// reads 4-bit weights while it multiplies; for what is no matrix product, DequantizeLinear in blocks (opset 21).
/// </summary>
/// <remarks>The file means the same float weights that our kernels compute with; sums may be rounded in another order.</remarks>
internal static class WeightOnlyExporter
{
    /// <summary>The model as ONNX. The same graph and assignment give the same bytes.</summary>
    /// <param name="graph">Inferred and normalized.</param>
    /// <param name="assignment">The stored weights.</param>
    public static ModelProto Export(ModelGraph graph, QuantizationAssignment assignment)
    {
        const long BlockedOpset = 21;
        var nodes = new WeightOnlyNodeWriter(assignment);
        var fourBit = graph.Nodes.Where(node => assignment.Compressed(node) is { } product && product.Weights.Values.Any(weights => weights.Encoding.IsFourBit())).ToArray();
        return OnnxModelWriter.Write(
            graph,
            nodes.Write,
            fourBit.Any(node => !MatMulNBits.HasForm(node)) ? BlockedOpset : 0,
            fourBit.Any(MatMulNBits.HasForm) ? [MatMulNBits.Domain] : []);
    }
}
