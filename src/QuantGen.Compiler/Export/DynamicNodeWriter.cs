using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Export;

/// <summary>Writes the nodes of a graph, some matrix products among them as integer products of what DynamicQuantizeLinear gives.</summary>
internal sealed class DynamicNodeWriter(IReadOnlyDictionary<Node, DynamicWeights> weights)
{
    /// <summary>Activations that are quantized already: products of the same input share it.</summary>
    private readonly Dictionary<Value, QuantizedActivation> _activations = [];

    public void Write(OnnxGraphWriter graph, Node node)
    {
        if (weights.TryGetValue(node, out var quantized))
        {
            WriteProduct(graph, node, quantized);
        }
        else
        {
            graph.WriteFloat(node);
        }
    }

    /// <summary>
    /// The sums become floats by the product of both scales; then bias and clamp follow in float. ONNX Runtime looks for this order of nodes, and
    /// fuses them to one.
    /// </summary>
    private void WriteProduct(OnnxGraphWriter graph, Node node, DynamicWeights quantized)
    {
        var activation = Quantize(graph, node.Input(0));
        var matrix = node.Input(1);
        var integers = graph.AppendInitializer($"{matrix.Name}_quantized", TensorData.Create<sbyte>(matrix.Constant!.Dimensions, quantized.Values));
        var weightScale = graph.AppendInitializer($"{matrix.Name}_scale", Scales(quantized.Scales));

        var scale = Append("Mul", "scale", activation.Scale, weightScale);
        var sums = Append("MatMulInteger", "sums", activation.Bytes, integers, activation.ZeroPoint);
        var floats = graph.Unique($"{node.Output.Name}_floats");
        graph.Append("Cast", $"{node.Name}_floats", [sums], floats).Attribute.Add(
            OnnxProtos.Attribute("to", (long)Onnx.OnnxElementTypes.Write(ElementType.Float32)));

        var result = node.OptionalInput(2) is { } bias
            ? AppendLast("Add", "bias", node.Clamp.IsNone, Append("Mul", "product", floats, scale), graph.Read(bias))
            : AppendLast("Mul", "product", node.Clamp.IsNone, floats, scale);
        if (!node.Clamp.IsNone)
        {
            graph.AppendClamp(node.Clamp, result, node.Output.Name);
        }

        string Append(string type, string suffix, params string[] inputs)
        {
            return AppendLast(type, suffix, isLast: false, inputs);
        }

        string AppendLast(string type, string suffix, bool isLast, params string[] inputs)
        {
            var output = isLast ? node.Output.Name : graph.Unique($"{node.Output.Name}_{suffix}");
            graph.Append(type, $"{node.Name}_{suffix}", inputs, output);
            return output;
        }
    }

    private QuantizedActivation Quantize(OnnxGraphWriter graph, Value value)
    {
        if (!_activations.TryGetValue(value, out var activation))
        {
            activation = new QuantizedActivation(
                graph.Unique($"{value.Name}_quantized"), graph.Unique($"{value.Name}_scale"), graph.Unique($"{value.Name}_zero_point"));
            graph.Append(
                "DynamicQuantizeLinear", activation.Bytes, [graph.Read(value)], activation.Bytes, activation.Scale, activation.ZeroPoint);
            _activations[value] = activation;
        }

        return activation;
    }

    private static TensorData Scales(float[] scales)
    {
        return TensorData.Create<float>(scales.Length > 1 ? [scales.Length] : [], scales);
    }

    /// <summary>Names of what a DynamicQuantizeLinear gives.</summary>
    private sealed record QuantizedActivation(string Bytes, string Scale, string ZeroPoint);
}
