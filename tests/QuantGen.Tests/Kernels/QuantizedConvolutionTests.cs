using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public class QuantizedConvolutionTests
{
    [Fact]
    public void The_definition_reads_packed_weights_as_onnx_means_them()
    {
        foreach (var c in ConvolutionCases.Shapes())
        {
            var actual = ConvolutionRunner.Run(c, depthwise: false, QuantizedConvolutionKernels.All[^1], ConvolutionFinish.Bytes);
            Assert.True(OnnxConvolution.Run(c).AsSpan().SequenceEqual(actual), c.ToString());
        }

        foreach (var c in ConvolutionCases.DepthwiseShapes())
        {
            var actual = ConvolutionRunner.Run(c, depthwise: true, QuantizedDepthwiseConvolutionKernels.All[^1], ConvolutionFinish.Bytes);
            Assert.True(OnnxConvolution.Run(c).AsSpan().SequenceEqual(actual), c.ToString());
        }
    }

    [Fact]
    public void Short_spans_are_rejected()
    {
        var c = ConvolutionCases.Shapes().First();
        var weights = PackedWeights.Convolution(c.OnnxWeights, c.Geometry);
        var channels = PackedWeights.ConvolutionChannels(c.Geometry);
        var bias = PackedWeights.Pad<int>(c.Bias, channels);
        var multipliers = PackedWeights.Pad<float>(c.Multipliers, channels);
        var output = new byte[c.Residual.Length];
        Run(c.Input, weights, bias, multipliers, output, []);
        Assert.Equal("input", Fails(c.Input[1..], weights, bias, multipliers, output, []));
        Assert.Equal("weights", Fails(c.Input, weights[1..], bias, multipliers, output, []));
        Assert.Equal("bias", Fails(c.Input, weights, bias[1..], multipliers, output, []));
        Assert.Equal("multipliers", Fails(c.Input, weights, bias, multipliers[1..], output, []));
        Assert.Equal("output", Fails(c.Input, weights, bias, multipliers, output[1..], []));
        Assert.Equal("residual", Fails(c.Input, weights, bias, multipliers, output, output[1..]));

        void Run(byte[] input, sbyte[] packed, int[] biases, float[] scales, byte[] outputs, byte[] residual)
        {
            QuantizedConvolution.Run(
                input, packed, biases, scales, outputs, c.Geometry, c.InputZeroPoint, c.Requantization, [], residual, c.Addition);
        }

        string? Fails(byte[] input, sbyte[] packed, int[] biases, float[] scales, byte[] outputs, byte[] residual)
        {
            return Assert.Throws<ArgumentException>(() => Run(input, packed, biases, scales, outputs, residual)).ParamName;
        }
    }

    [Fact]
    public void A_warm_call_allocates_nothing()
    {
        var c = ConvolutionCases.Shapes().First();
        var weights = PackedWeights.Convolution(c.OnnxWeights, c.Geometry);
        var channels = PackedWeights.ConvolutionChannels(c.Geometry);
        var bias = PackedWeights.Pad<int>(c.Bias, channels);
        var multipliers = PackedWeights.Pad<float>(c.Multipliers, channels);
        var output = new byte[c.Residual.Length];
        long before = 0;
        for (var i = 0; i < 3; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            QuantizedConvolution.Run(
                c.Input, weights, bias, multipliers, output, c.Geometry, c.InputZeroPoint, c.Requantization, c.Table, c.Residual, c.Addition);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
