using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.Recurrent;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Export;

/// <summary>Writes the nodes of a graph, some products among them as integer products of what DynamicQuantizeLinear gives.</summary>
internal sealed class DynamicNodeWriter(QuantizationAssignment assignment)
{
    private const int WeightInput = 1;

    /// <summary>Activations that are quantized already: products of the same input share it.</summary>
    private readonly Dictionary<Value, QuantizedActivation> _activations = [];

    private readonly WeightOnlyNodeWriter _stored = new(assignment);

    public void Write(OnnxGraphWriter graph, Node node)
    {
        if (assignment.Dynamic(node) is { } product && DynamicExporter.HasForm(node))
        {
            WriteProduct(graph, node, product.Weights[WeightInput]);
        }
        else if (assignment.Dynamic(node) is { } recurrent && node.Definition is RecurrentOperator)
        {
            var inputs = DequantizedWeights.ReadRecurrent(graph, node, recurrent.Weights, graph.Read(node.Input(0)));
            graph.WriteOperator(node, inputs, [.. node.Outputs.Select(output => output?.Name ?? "")]);
        }
        else
        {
            _stored.Write(graph, node);
        }
    }

    /// <summary>
    /// The sums become floats by the product of both scales; then bias and clamp follow in float. ONNX Runtime looks for this order of nodes, and
    /// fuses those of a matrix product to one.
    /// </summary>
    private void WriteProduct(OnnxGraphWriter graph, Node node, ChannelWeights weights)
    {
        var activation = Quantize(graph, node.Input(0));
        var scale = Append("Mul", "scale", activation.Scale, AppendWeightScale(graph, node, weights));
        var floats = AppendSums(graph, node, weights, activation);
        var result = node.OptionalInput(((IChannelBias)node.Definition).BiasInput) is { } bias
            ? AppendLast("Add", "bias", node.Clamp.IsNone, Append("Mul", "product", floats, scale), ReadBias(graph, node, bias))
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

    /// <summary>The integer product, and its sums as floats.</summary>
    private static string AppendSums(OnnxGraphWriter graph, Node node, ChannelWeights weights, QuantizedActivation activation)
    {
        var weight = node.Input(WeightInput);
        var integers = graph.AppendInitializer($"{weight.Name}_quantized", TensorData.Create<sbyte>(weight.Constant!.Dimensions, weights.Values));
        var sums = graph.Unique($"{node.Output.Name}_sums");
        var type = node.Definition is Conv ? "ConvInteger" : "MatMulInteger";
        graph.Append(type, $"{node.Name}_sums", [activation.Bytes, integers, activation.ZeroPoint], sums)
            .Attribute.AddRange(node.Attributes.All.Select(attribute => OnnxProtos.Attribute(attribute.Key, attribute.Value)));
        var floats = graph.Unique($"{node.Output.Name}_floats");
        graph.Append("Cast", $"{node.Name}_floats", [sums], floats).Attribute.Add(
            OnnxProtos.Attribute("to", (long)Onnx.OnnxElementTypes.Write(ElementType.Float32)));
        return floats;
    }

    private static string AppendWeightScale(OnnxGraphWriter graph, Node node, ChannelWeights weights)
    {
        var shape = weights.Scales.Length > 1 ? ChannelShape(node, weights.Scales.Length) : [];
        return graph.AppendInitializer($"{node.Input(WeightInput).Name}_scale", TensorData.Create<float>(shape, weights.Scales));
    }

    /// <summary>A convolution's bias takes the shape that Add needs to spread it over the channels.</summary>
    private static string ReadBias(OnnxGraphWriter graph, Node node, Value bias)
    {
        return node.Definition is Conv
            ? graph.AppendInitializer($"{bias.Name}_channels", TensorData.Create<float>(ChannelShape(node, bias.Constant!.Count), bias.Constant!.ToFloat32()))
            : graph.Read(bias);
    }

    /// <summary>The shape of one value per output channel, to be spread over the node's result.</summary>
    private static int[] ChannelShape(Node node, int channels)
    {
        return [channels, .. Enumerable.Repeat(1, node.Output.Rank - 1 - ((IChannelBias)node.Definition).ChannelAxis(node)!.Value)];
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

    /// <summary>Names of what a DynamicQuantizeLinear gives.</summary>
    private sealed record QuantizedActivation(string Bytes, string Scale, string ZeroPoint);
}
