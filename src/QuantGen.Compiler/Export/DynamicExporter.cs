using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>Weights of a matrix product whose activations are quantized while the model runs.</summary>
/// <param name="Values">int8, in the ONNX order of the weight [K, N], -127 to 127.</param>
/// <param name="Scales">One for each of the N columns, or one for all.</param>
internal sealed record DynamicWeights(sbyte[] Values, float[] Scales);

/// <summary>
/// Writes a float model with some matrix products in integers, their activations quantized while it runs: DynamicQuantizeLinear, with one scale for
/// a whole tensor, and MatMulInteger. This is the form that ONNX Runtime's <c>quantize_dynamic</c> writes and its runtime fuses.
/// </summary>
internal static class DynamicExporter
{
    /// <summary>The model as ONNX. The same graph and weights give the same bytes.</summary>
    /// <param name="graph">Inferred and normalized.</param>
    /// <param name="weights">The nodes to write in integers, each a MatMul with a constant matrix; all others stay in float.</param>
    public static ModelProto Export(ModelGraph graph, IReadOnlyDictionary<Node, DynamicWeights> weights)
    {
        var nodes = new DynamicNodeWriter(weights);
        return OnnxModelWriter.Write(graph, nodes.Write);
    }

    /// <summary>Every matrix product with finite constant weights, quantized with a scale per column.</summary>
    public static IReadOnlyDictionary<Node, DynamicWeights> QuantizeProducts(ModelGraph graph)
    {
        return graph.Nodes.Where(CanQuantize).ToDictionary(node => node, Quantize);
    }

    private static bool CanQuantize(Node node)
    {
        return node.Definition is MatMul
            && MatMul.HasConstantMatrix(node)
            && node.Input(0) is { IsConstant: false, Rank: >= 2 }
            && node.ConstantInput(1).ToFloat32().All(float.IsFinite);
    }

    private static DynamicWeights Quantize(Node node)
    {
        const int ColumnAxis = 1;
        var matrix = node.ConstantInput(1);
        var values = matrix.ToFloat32();
        var scales = WeightQuantizer.ChooseScales(values, matrix.Dimensions, ColumnAxis, WeightClipping.None);
        return new DynamicWeights(WeightQuantizer.Quantize(values, matrix.Dimensions, ColumnAxis, scales), scales);
    }
}
