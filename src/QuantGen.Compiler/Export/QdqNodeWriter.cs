using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>Writes the nodes of a graph in QDQ form.</summary>
/// <remarks>
/// A value keeps its name: where it is stored in 8 bits, the node writes <c>x_float</c>, which is quantized to <c>x_quantized</c> and dequantized to
/// <c>x</c>, so that every reader, and the model's output, sees the numbers that the bytes stand for.
/// </remarks>
internal sealed class QdqNodeWriter(QuantizationAssignment assignment)
{
    private readonly Dictionary<Value, string> _roundTrips = [];
    private readonly WeightOnlyNodeWriter _stored = new(assignment);

    /// <summary>Writes a node and what quantizes its inputs and outputs.</summary>
    public void Write(OnnxGraphWriter graph, Node node)
    {
        if (assignment.Compressed(node) is not null)
        {
            _stored.Write(graph, node);
            return;
        }

        var inputs = assignment.IsInteger(node) ? ReadForInteger(graph, node) : [.. node.Inputs.Select(graph.Read)];
        var outputs = node.Outputs.Select(Target).ToList();
        graph.WriteOperator(node, inputs, outputs);
        foreach (var (output, name) in node.Outputs.Zip(outputs).Where(pair => pair.First is not null && pair.Second != pair.First.Name))
        {
            Finish(graph, node, output!, name);
        }

        string Target(Value? output)
        {
            return output is null ? "" : IsFinal(node, output) ? output.Name : graph.Unique($"{output.Name}_float");
        }
    }

    /// <summary>Whether the node's bare operator gives the value: it is neither clamped nor stored in 8 bits.</summary>
    private bool IsFinal(Node node, Value output)
    {
        return !assignment.IsStoredQuantized(output) && (node.Clamp.IsNone || output != node.Output);
    }

    /// <summary>Clamps and quantizes what a node's bare operator gave.</summary>
    private void Finish(OnnxGraphWriter graph, Node node, Value output, string name)
    {
        var clamp = output == node.Output ? node.Clamp : Clamp.None;
        if (!assignment.IsStoredQuantized(output))
        {
            graph.AppendClamp(clamp, name, output.Name);
            return;
        }

        var parameters = assignment.Parameters(output);
        if (IntegerOutput.ByteBounds(parameters, clamp) == (0, QuantizationParameters.QuantizedMax))
        {
            AppendRoundTrip(graph, output, name, output.Name);
            return;
        }

        // Bounds that the bytes do not imply are applied to the bytes: between the operator and its QuantizeLinear, a clamp would prevent the fusion.
        var unclamped = graph.Unique($"{output.Name}_unclamped");
        AppendRoundTrip(graph, output, name, unclamped);
        var clamped = graph.Unique($"{output.Name}_clamped");
        graph.AppendClamp(clamp, unclamped, clamped);
        AppendRoundTrip(graph, output, clamped, output.Name);
    }

    /// <summary>The inputs of an integer node: weights and bias as integers, of which the file then holds no float form.</summary>
    private List<string> ReadForInteger(OnnxGraphWriter graph, Node node)
    {
        var form = node.Definition.IntegerFormOf(node);
        if (form == IntegerForm.Recurrent)
        {
            return DequantizedWeights.ReadRecurrent(graph, node, assignment.Recurrent(node).Weights, ReadForInteger(graph, node.Input(0)));
        }

        if (form != IntegerForm.Compute)
        {
            return [.. node.Inputs.Select(input => ReadForInteger(graph, input))];
        }

        var bias = ((IChannelBias)node.Definition).BiasInput;
        List<string> inputs = [.. node.Inputs.Select((input, index) => index == 1 || index == bias ? "" : ReadForInteger(graph, input))];
        UseQuantizedWeights(graph, node, inputs, bias);
        return inputs;
    }

    /// <summary>A value as an integer node sees it: one that is not stored in 8 bits is quantized for such nodes alone.</summary>
    private string ReadForInteger(OnnxGraphWriter graph, Value? value)
    {
        if (value is null || value.IsConstant || !assignment.HasParameters(value) || assignment.IsStoredQuantized(value))
        {
            return graph.Read(value);
        }

        if (!_roundTrips.TryGetValue(value, out var name))
        {
            _roundTrips[value] = name = graph.Unique($"{value.Name}_dequantized");
            AppendRoundTrip(graph, value, value.Name, name);
        }

        return name;
    }

    /// <summary>Puts weight and bias among the inputs, as integers and their DequantizeLinear.</summary>
    private void UseQuantizedWeights(OnnxGraphWriter graph, Node node, List<string> inputs, int biasInput)
    {
        var weights = assignment.Weights(node);
        inputs[1] = DequantizedWeights.Append(graph, node.Input(1).Name, ExportedWeights.Write(weights, node.ConstantInput(1).Dimensions));

        if (node.OptionalInput(biasInput) is { } bias)
        {
            var input = assignment.Parameters(node.Input(0)).Scale;
            inputs[biasInput] = DequantizedWeights.Append(graph, bias.Name, new QuantizedConstant(
                TensorData.Create<int>([weights.Bias.Length], weights.Bias), [.. weights.Scales.Select(scale => input * scale)], [0], 0));
        }
    }

    /// <summary>QuantizeLinear and DequantizeLinear with the parameters of a value.</summary>
    private void AppendRoundTrip(OnnxGraphWriter graph, Value value, string input, string output)
    {
        var parameters = assignment.Parameters(value);
        var scale = graph.AppendInitializer($"{value.Name}_scale", TensorData.Scalar(parameters.Scale));
        var zeroPoint = graph.AppendInitializer($"{value.Name}_zero_point", TensorData.Scalar((byte)parameters.ZeroPoint));
        var quantized = graph.Unique($"{value.Name}_quantized");
        graph.Append("QuantizeLinear", quantized, [input, scale, zeroPoint], quantized);
        graph.Append("DequantizeLinear", output, [quantized, scale, zeroPoint], output);
    }
}
