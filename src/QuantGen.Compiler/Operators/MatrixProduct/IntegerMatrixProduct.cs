using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
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
        if (weights.Terms > 1)
        {
            LowerToConvolution(node, context, weights);
            return;
        }

        var (input, inOrder) = ReadInput(node, context, columns);
        var values = inOrder(weights.Values);
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

    /// <summary>Weights of several terms have a kernel as a convolution with one position, which a matrix product is.</summary>
    private static void LowerToConvolution(Node node, LoweringContext context, QuantizedWeights weights)
    {
        var columns = weights.Bias.Length;
        var (input, inOrder) = ReadInput(node, context, columns);
        var transposed = weights with
        {
            Values = Transpose(inOrder(weights.Values), columns),
            Excess = [.. weights.Excess.Select(term => Transpose(inOrder(term), columns))],
        };
        var values = transposed.Interleaved(1);
        var reduction = transposed.Values.Length / columns;
        var geometry = new ConvolutionGeometry(1, 1, 1, reduction, 1, 1, columns, 1, 1, 1, 1, 1, 1, 0, 0, 1, weights.Terms);
        IntegerOutput.Lower(node, context, new IntegerCall
        {
            Kernel = nameof(QuantizedConvolution),
            Title = MatMul.Title(node),
            Input = input,
            Weights = PackedWeights.Convolution(values, geometry),
            WeightSums = [.. values.Chunk(reduction * weights.Terms).Select(column => column.Sum(value => (long)value))],
            PaddedChannels = PackedWeights.ConvolutionChannels(geometry),
            Shape = [("geometry", Geometry(Shapes.Product(node.Input(0).Dimensions.SkipLast(1)), geometry)), ("inputZeroPoint", 0)],
            OutputLayout = Layout.Plain,
        });
    }

    private static Argument Geometry(Dimension rows, ConvolutionGeometry one)
    {
        (string Name, Argument Value)[] members =
        [
            ("batch", 1), ("inputHeight", rows), ("inputWidth", 1), ("inputChannels", one.InputChannels),
            ("outputHeight", rows), ("outputWidth", 1), ("outputChannels", one.OutputChannels),
            ("kernelHeight", 1), ("kernelWidth", 1), ("strideHeight", 1), ("strideWidth", 1), ("dilationHeight", 1), ("dilationWidth", 1),
            ("padTop", 0), ("padLeft", 0), ("groups", 1), ("weightTerms", one.WeightTerms),
        ];
        return Argument.Structure<ConvolutionGeometry>(members);
    }

    /// <summary>From [reduction, columns] to [columns, reduction].</summary>
    private static sbyte[] Transpose(sbyte[] weights, int columns)
    {
        var reduction = weights.Length / columns;
        return [.. Enumerable.Range(0, weights.Length).Select(i => weights[(i % reduction * columns) + (i / reduction)])];
    }

    /// <summary>An input flattened from channels-last is read as it lies: the weights' rows take its order instead.</summary>
    private static (Operand Input, Func<sbyte[], sbyte[]> InOrder) ReadInput(Node node, LoweringContext context, int columns)
    {
        var value = node.Input(0);
        if (context.Primary(value) is { Form: { IsQuantized: true, Layout: Layout.FlattenedLayout flattened } } input)
        {
            return (input, weights => ToChannelsLast(weights, columns, flattened, (int)input.RowStride.Value!.Value));
        }

        return (context.Read(value, Form.QuantizedPlain), weights => weights);
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
