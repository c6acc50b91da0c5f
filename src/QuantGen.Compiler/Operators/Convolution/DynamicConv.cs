using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>Conv whose input is quantized while the model runs.</summary>
internal static class DynamicConv
{
    public static void Lower(Node node, LoweringContext context, DynamicProduct product)
    {
        var (argument, geometry) = Conv.Geometry(node);
        var weights = product.Weights[1].Values;
        var depthwise = Conv.IsDepthwise(node);
        DynamicOutput.Lower(node, context, product, new DynamicCall
        {
            Kernel = depthwise ? nameof(DynamicDepthwiseConvolution) : nameof(DynamicConvolution),
            Title = Conv.Title(node),
            Input = context.DynamicActivations.Read(node.Input(0), Layout.ChannelsLast, product.Scale),
            Weights = depthwise ? PackedWeights.Depthwise(weights, geometry) : PackedWeights.Convolution(weights, geometry),
            PaddedChannels = depthwise ? PackedWeights.DepthwiseChannels(geometry) : PackedWeights.ConvolutionChannels(geometry),
            Shape = [("geometry", argument)],
            OutputLayout = Layout.ChannelsLast,
        });
    }
}
