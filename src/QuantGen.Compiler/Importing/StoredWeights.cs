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

    /// <summary>4-bit weights of a matrix in blocks along its columns, where scales are the 16-bit numbers that the kernels read.</summary>
    private static CompressedWeights? CompressBlocks(QuantizedConstant integers, WeightInput input)
    {
        const int SmallestBlock = 16;
        const int LargestBlock = 256;
        var (values, size) = (integers.Values.ToInt64(), integers.BlockSize);
        if (integers is not { Axis: 0, Values.Rank: 2 } || input.ChannelAxis != 1
            || size is < SmallestBlock or > LargestBlock || !int.IsPow2(size)
            || !integers.Scales.All(scale => scale > 0 && BFloat16.Round(scale) == scale))
        {
            return null;
        }

        // int4 is uint4 with 8 added to codes and zero points.
        var offset = integers.Values.Type == ElementType.Int8 ? BlockScale.SymmetricZeroPoint : 0;
        var (reduction, columns) = (integers.Values.Dimensions[0], integers.Values.Dimensions[1]);
        var blocks = (reduction + size - 1) / size;
        var zeroPoints = Turn(integers.ZeroPoints, columns).Select(zeroPoint => zeroPoint + offset).ToArray();
        var codes = Turn(values, columns).Select(value => value + offset).ToArray();
        if (integers.ZeroPoints.Length != blocks * columns || codes.Concat(zeroPoints).Any(code => code is < 0 or > 15))
        {
            return null;
        }

        var symmetric = zeroPoints.All(zeroPoint => zeroPoint == BlockScale.SymmetricZeroPoint);
        return new CompressedWeights
        {
            Encoding = symmetric ? WeightEncoding.Int4 : WeightEncoding.Int4ZeroPoint,
            BlockSize = size,
            Columns = columns,
            Reduction = reduction,
            Codes = [.. codes.Select(code => (ushort)code)],
            Scales = Turn(integers.Scales, columns),
            ZeroPoints = symmetric ? [] : [.. zeroPoints.Select(zeroPoint => (byte)zeroPoint)],
        };
    }

    /// <summary>From [rows, columns] to [columns, rows].</summary>
    private static T[] Turn<T>(T[] values, int columns)
    {
        var rows = values.Length / columns;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)])];
    }

    private static CompressedWeights? Compress(Value weight, WeightInput input)
    {
        if (weight.Integers is { BlockSize: > 0 } blocked)
        {
            return CompressBlocks(blocked, input);
        }

        if (weight.Integers is not { } integers || !integers.IsPerChannel(input.ChannelAxis))
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
