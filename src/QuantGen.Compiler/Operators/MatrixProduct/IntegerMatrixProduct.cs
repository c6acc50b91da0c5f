using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>MatMul with a constant matrix on 8-bit tensors.</summary>
internal static class IntegerMatrixProduct
{
    public static void Lower(Node node, LoweringContext context)
    {
        var weights = context.Quantization.Weights(node);
        var columns = weights.Bias.Length;
        var (input, values) = ReadInput(node, context, weights.Values, columns);
        var reduction = values.Length / columns;
        IntegerOutput.Lower(node, context, new IntegerCall
        {
            Kernel = nameof(QuantizedMatrixProduct),
            Title = MatMul.Title(node),
            Input = input,
            Weights = PackedWeights.MatrixProduct(values, reduction, columns),
            WeightSums = Sums(values, columns),
            PaddedChannels = PackedWeights.MatrixProductChannels(columns),
            Shape = [("rows", Shapes.Product(node.Input(0).Dimensions.SkipLast(1))), ("reduction", reduction), ("columns", columns)],
            OutputLayout = Layout.Plain,
        });
    }

    /// <summary>An input flattened from channels-last is read as it lies: the weights' rows take its order instead.</summary>
    private static (Operand Input, sbyte[] Weights) ReadInput(Node node, LoweringContext context, sbyte[] weights, int columns)
    {
        var value = node.Input(0);
        if (context.Primary(value) is { Form: { IsQuantized: true, Layout: Layout.FlattenedLayout flattened } } input)
        {
            return (input, ToChannelsLast(weights, columns, flattened, (int)input.RowStride.Value!.Value));
        }

        return (context.Read(value, Form.QuantizedPlain), weights);
    }

    private static sbyte[] ToChannelsLast(sbyte[] weights, int columns, Layout.FlattenedLayout flattened, int paddedChannels)
    {
        var result = new sbyte[flattened.Spatial * paddedChannels * columns];
        for (var channel = 0; channel < flattened.Channels; channel++)
        {
            for (var position = 0; position < flattened.Spatial; position++)
            {
                var source = ((channel * flattened.Spatial) + position) * columns;
                weights.AsSpan(source, columns).CopyTo(result.AsSpan(((position * paddedChannels) + channel) * columns));
            }
        }

        return result;
    }

    private static long[] Sums(sbyte[] weights, int columns)
    {
        var sums = new long[columns];
        for (var i = 0; i < weights.Length; i++)
        {
            sums[i % columns] += weights[i];
        }

        return sums;
    }
}
