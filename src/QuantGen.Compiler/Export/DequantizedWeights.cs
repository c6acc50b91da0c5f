using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Export;

/// <summary>Writes int8 weights with their DequantizeLinear.</summary>
internal static class DequantizedWeights
{
    /// <summary>Integers with one scale and zero point, or one for each index of an axis.</summary>
    /// <returns>The name of the float tensor.</returns>
    public static string Append(OnnxGraphWriter graph, string name, QuantizedConstant constant)
    {
        var (integers, scales) = (constant.Values, constant.Scales);
        var perChannel = scales.Length > 1;
        int[] shape = perChannel ? [scales.Length] : [];
        var scale = graph.AppendInitializer($"{name}_scale", TensorData.Create<float>(shape, scales));
        List<string> inputs = [graph.AppendInitializer($"{name}_quantized", integers), scale];
        if (integers.Type is ElementType.Int8 or ElementType.UInt8)
        {
            byte[] zeroPoints = [.. constant.ZeroPoints.Select(zeroPoint => unchecked((byte)zeroPoint))];
            inputs.Add(graph.AppendInitializer($"{name}_zero_point", TensorData.FromBytes(integers.Type, shape, zeroPoints)));
        }

        var output = graph.Unique($"{name}_dequantized");
        var node = graph.Append("DequantizeLinear", output, inputs, output);
        if (perChannel)
        {
            node.Attribute.Add(OnnxProtos.Attribute("axis", (long)constant.Axis!));
        }

        return output;
    }

    /// <summary>
    /// Writes a recurrent node in float on int8 weights: ONNX has no form in which its hidden states are quantized too.
    /// </summary>
    /// <param name="graph">The file's graph.</param>
    /// <param name="node">A node whose weights are stacks of matrices, one for each direction.</param>
    /// <param name="weights">By the index of the node's input.</param>
    /// <param name="input">The name of its first input.</param>
    public static List<string> ReadRecurrent(OnnxGraphWriter graph, Node node, IReadOnlyDictionary<int, ChannelWeights> weights, string input)
    {
        return [.. node.Inputs.Select(Name)];

        string Name(Value? value, int index)
        {
            return index == 0 ? input : weights.TryGetValue(index, out var quantized) ? Append(graph, value!, quantized) : graph.Read(value);
        }
    }

    /// <summary>DequantizeLinear knows channels of one axis: those of all matrices of a stack lie on one, until it has done its work.</summary>
    private static string Append(OnnxGraphWriter graph, Value stack, ChannelWeights weights)
    {
        var dimensions = stack.Constant!.Dimensions;
        var matrix = Append(graph, stack.Name, new QuantizedConstant(
            TensorData.Create<sbyte>([dimensions[0] * dimensions[1], dimensions[2]], weights.Values), weights.Scales, new long[weights.Scales.Length], 0));
        var shape = graph.AppendInitializer($"{stack.Name}_shape", TensorData.Vector([.. dimensions.Select(dimension => (long)dimension)]));
        var output = graph.Unique($"{stack.Name}_stack");
        graph.Append("Reshape", output, [matrix, shape], output);
        return output;
    }
}
