using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>
/// Writes a model whose products quantize their activations while it runs: DynamicQuantizeLinear, with MatMulInteger or ConvInteger. This is the form
/// that ONNX Runtime's <c>quantize_dynamic</c> writes and its runtime fuses.
/// </summary>
/// <remarks>
/// DynamicQuantizeLinear knows one scale for a whole tensor. The file therefore means what <see cref="ActivationScale.PerTensor"/> computes, bit for bit, and
/// of a model with a scale for each row only the results for one row are the same.
/// </remarks>
internal static class DynamicExporter
{
    /// <summary>The model as ONNX. The same graph and assignment give the same bytes.</summary>
    /// <param name="graph">Inferred and normalized.</param>
    /// <param name="assignment">Which nodes to write in integers, with their weights; others stay in float, as those that ONNX has no such form for.</param>
    public static ModelProto Export(ModelGraph graph, QuantizationAssignment assignment)
    {
        var nodes = new DynamicNodeWriter(assignment);
        return OnnxModelWriter.Write(graph, nodes.Write);
    }

    /// <summary>Whether a node can be written in integers.</summary>
    public static bool HasForm(Node node)
    {
        return node.Definition is MatMul or Conv;
    }
}
