using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>Conv on 8-bit tensors.</summary>
internal static class IntegerConvolution
{
    public static void Lower(Node node, LoweringContext context)
    {
        var weights = context.Quantization.Weights(node);
        var (argument, geometry) = Conv.Geometry(node, weightTerms: weights.Terms);
        var values = weights.Interleaved(geometry.KernelPositions);
        var depthwise = Conv.IsDepthwise(node);
        IntegerOutput.Lower(node, context, new IntegerCall
        {
            Kernel = depthwise ? nameof(QuantizedDepthwiseConvolution) : nameof(QuantizedConvolution),
            Title = Conv.Title(node),
            Input = context.Read(node.Input(0), Form.QuantizedChannelsLast),
            Weights = depthwise ? PackedWeights.Depthwise(values, geometry) : PackedWeights.Convolution(values, geometry),
            WeightSums = Sums(values, weights.Bias.Length),
            PaddedChannels = depthwise ? PackedWeights.DepthwiseChannels(geometry) : PackedWeights.ConvolutionChannels(geometry),
            Shape = [("geometry", argument), ("inputZeroPoint", context.Parameters(node.Input(0)).ZeroPoint)],
            OutputLayout = Layout.ChannelsLast,
        });
    }

    private static long[] Sums(sbyte[] weights, int channels)
    {
        var perChannel = weights.Length / channels;
        return [.. Enumerable.Range(0, channels).Select(channel => weights.Skip(channel * perChannel).Take(perChannel).Sum(weight => (long)weight))];
    }
}
