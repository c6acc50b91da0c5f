using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Importing;

/// <summary>The third step of the import: products that compute in float read the int8 weights that the model has, in place of floats four times their size.</summary>
internal static class StoredWeights
{
    /// <summary>Weights of a node that all are int8 with one scale or one for each output channel; null for another node.</summary>
    public static CompressedProduct? Find(Node node)
    {
        if (!node.Definition.HasCompressedForm(node))
        {
            return null;
        }

        var weights = new Dictionary<int, CompressedWeights>();
        foreach (var input in node.Definition.WeightInputs(node))
        {
            if (Compress(node.Input(input.Index), input) is not { } compressed)
            {
                return null;
            }

            weights[input.Index] = compressed;
        }

        return new CompressedProduct(weights);
    }

    private static CompressedWeights? Compress(Value weight, WeightInput input)
    {
        if (weight.Integers is not { } integers || (integers.Axis is { } axis && axis != input.ChannelAxis))
        {
            return null;
        }

        var dimensions = integers.Values.Dimensions;
        var (columns, reduction) = WeightMatrix.Shape(dimensions, input.ChannelAxis);
        var centered = integers.Centered();
        if (columns != dimensions[input.ChannelAxis] || !centered.All(value => value is >= sbyte.MinValue and <= sbyte.MaxValue))
        {
            return null;
        }

        var values = WeightMatrix.Of(TensorData.Create<long>(dimensions, centered), input.ChannelAxis);
        return new CompressedWeights
        {
            Encoding = WeightEncoding.Int8,
            BlockSize = reduction,
            Columns = columns,
            Reduction = reduction,
            Codes = [.. values.Select(value => unchecked((ushort)(short)value))],
            Scales = integers.Scales.Length == columns ? integers.Scales : [.. Enumerable.Repeat(integers.Scales[0], columns)],
        };
    }
}
