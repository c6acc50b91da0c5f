using System.Runtime.InteropServices;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Export;

/// <summary>Writes the nodes of a graph, stored weights before the nodes that read them.</summary>
internal sealed class WeightOnlyNodeWriter(QuantizationAssignment assignment)
{
    public void Write(OnnxGraphWriter graph, Node node)
    {
        if (assignment.Compressed(node) is not { } product)
        {
            graph.WriteFloat(node);
        }
        else if (MatMulNBits.HasForm(node) && product.Weights[1].Encoding.IsFourBit())
        {
            MatMulNBits.Write(graph, node, product.Weights[1]);
        }
        else
        {
            var axes = node.Definition.WeightInputs(node).ToDictionary(input => input.Index, input => input.ChannelAxis);
            graph.WriteFloat(node, [.. node.Inputs.Select((input, index) => product.Weights.TryGetValue(index, out var weights)
                ? WriteWeights(graph, input!, axes[index], weights)
                : graph.Read(input))]);
        }
    }

    /// <returns>The name of the float weights.</returns>
    private static string WriteWeights(OnnxGraphWriter graph, Value weight, int axis, CompressedWeights weights)
    {
        var dimensions = weight.Constant!.Dimensions;
        return weights.Encoding switch
        {
            WeightEncoding.Float16 or WeightEncoding.BFloat16 => WriteHalves(graph, weight.Name, dimensions, axis, weights),
            WeightEncoding.Int8 when weights.Columns == dimensions[axis] => WriteChannels(graph, weight.Name, dimensions, axis, weights),
            WeightEncoding.Int8 => WriteRows(graph, weight.Name, dimensions, weights),
            _ => WriteBlocks(graph, weight.Name, dimensions, axis, weights),
        };
    }

    private static string WriteHalves(OnnxGraphWriter graph, string name, IReadOnlyList<int> dimensions, int axis, CompressedWeights weights)
    {
        var type = weights.Encoding == WeightEncoding.Float16 ? ElementType.Float16 : ElementType.BFloat16;
        var values = WeightMatrix.ToWeightOrder(weights.Codes, dimensions, axis);
        var stored = graph.AppendInitializer($"{name}_quantized", TensorData.FromBytes(type, dimensions, MemoryMarshal.AsBytes<ushort>(values).ToArray()));
        var output = graph.Unique($"{name}_dequantized");
        graph.Append("Cast", output, [stored], output).Attribute.Add(OnnxProtos.Attribute("to", (long)Onnx.OnnxElementTypes.Write(ElementType.Float32)));
        return output;
    }

    /// <summary>int8 in the weight's own order, with a scale for each index of an axis.</summary>
    private static string WriteChannels(OnnxGraphWriter graph, string name, IReadOnlyList<int> dimensions, int axis, CompressedWeights weights)
    {
        var values = Array.ConvertAll(WeightMatrix.ToWeightOrder(weights.Codes, dimensions, axis), code => (sbyte)code);
        var stored = graph.AppendInitializer($"{name}_quantized", TensorData.Create<sbyte>(dimensions, values));
        return Dequantize(graph, name, axis, stored, blockSize: 0, [Scales(graph, name, weights)]);
    }

    /// <summary>int8 with a scale for each index of several axes: they are one axis while it is dequantized.</summary>
    private static string WriteRows(OnnxGraphWriter graph, string name, IReadOnlyList<int> dimensions, CompressedWeights weights)
    {
        var values = Array.ConvertAll(weights.Codes, code => (sbyte)code);
        var stored = graph.AppendInitializer($"{name}_quantized", TensorData.Create<sbyte>([weights.Columns, weights.Reduction], values));
        var rows = Dequantize(graph, name, 0, stored, blockSize: 0, [Scales(graph, name, weights)]);
        return Reshape(graph, name, rows, dimensions);
    }

    /// <summary>int4 as the matrix [columns, reduction], whose blocks run along the columns' weights; then in the weight's shape.</summary>
    private static string WriteBlocks(OnnxGraphWriter graph, string name, IReadOnlyList<int> dimensions, int axis, CompressedWeights weights)
    {
        var hasZeroPoints = weights.ZeroPoints.Length > 0;
        var type = hasZeroPoints ? TensorProto.Types.DataType.Uint4 : TensorProto.Types.DataType.Int4;
        var offset = hasZeroPoints ? 0 : BlockScale.SymmetricZeroPoint;
        var codes = FourBitCodes.Pack([.. weights.Codes.Select(code => (byte)((code - offset) & 15))]);
        var stored = graph.AppendInitializer($"{name}_quantized", type, weights.Columns, weights.Reduction, codes);
        List<string> parameters = [Scales(graph, name, weights)];
        if (hasZeroPoints)
        {
            parameters.Add(graph.AppendInitializer($"{name}_zero_point", type, weights.Columns, weights.Blocks, FourBitCodes.Pack(weights.ZeroPoints)));
        }

        var matrix = Dequantize(graph, name, 1, stored, weights.BlockSize, parameters);
        return ToWeightShape(graph, name, matrix, dimensions, axis);
    }

    /// <summary>A matrix [columns, reduction] in the shape of the weight that it is made of.</summary>
    private static string ToWeightShape(OnnxGraphWriter graph, string name, string matrix, IReadOnlyList<int> dimensions, int axis)
    {
        if (axis == dimensions.Count - 1)
        {
            var transposed = Transpose(graph, name, matrix, [1, 0]);
            return dimensions.Count == 2 ? transposed : Reshape(graph, name, transposed, dimensions);
        }

        if (axis == dimensions.Count - 2)
        {
            return dimensions.Count == 2 ? matrix : Reshape(graph, name, matrix, dimensions);
        }

        // A column is ordered by taps, then by input channels; in the weight the channels come first.
        int[] tapsFirst = [.. dimensions.Take(axis + 1), .. dimensions.Skip(axis + 2), dimensions[axis + 1]];
        long[] order = [.. Enumerable.Range(0, axis + 1), dimensions.Count - 1, .. Enumerable.Range(axis + 1, dimensions.Count - axis - 2)];
        return Transpose(graph, name, Reshape(graph, name, matrix, tapsFirst), order);
    }

    private static string Scales(OnnxGraphWriter graph, string name, CompressedWeights weights)
    {
        int[] shape = weights.Encoding.IsFourBit() ? [weights.Columns, weights.Blocks] : [weights.Columns];
        return graph.AppendInitializer($"{name}_scale", TensorData.Create<float>(shape, weights.Scales));
    }

    private static string Dequantize(OnnxGraphWriter graph, string name, int axis, string stored, int blockSize, List<string> parameters)
    {
        var output = graph.Unique($"{name}_dequantized");
        var node = graph.Append("DequantizeLinear", output, [stored, .. parameters], output);
        node.Attribute.Add(OnnxProtos.Attribute("axis", (long)axis));
        if (blockSize > 0)
        {
            node.Attribute.Add(OnnxProtos.Attribute("block_size", (long)blockSize));
        }

        return output;
    }

    private static string Reshape(OnnxGraphWriter graph, string name, string input, IReadOnlyList<int> dimensions)
    {
        var shape = graph.AppendInitializer($"{name}_shape", TensorData.Vector([.. dimensions]));
        var output = graph.Unique($"{name}_reshaped");
        graph.Append("Reshape", output, [input, shape], output);
        return output;
    }

    private static string Transpose(OnnxGraphWriter graph, string name, string input, long[] order)
    {
        var output = graph.Unique($"{name}_transposed");
        graph.Append("Transpose", output, [input], output).Attribute.Add(OnnxProtos.Attribute("perm", order));
        return output;
    }
}
