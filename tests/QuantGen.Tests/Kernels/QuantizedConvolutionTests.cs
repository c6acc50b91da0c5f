using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public class QuantizedConvolutionTests
{
    public static TheoryData<string> ConvolutionKernels => [.. QuantizedConvolutionKernels.All.Select(kernel => kernel.Name)];

    public static TheoryData<string> DepthwiseKernels => [.. QuantizedDepthwiseConvolutionKernels.All.Select(kernel => kernel.Name)];

    [SkippableTheory]
    [MemberData(nameof(ConvolutionKernels))]
    public void Convolution_agrees_with_the_definition(string name)
    {
        AgreesWithTheDefinition(QuantizedConvolutionKernels.All, name, depthwise: false);
    }

    [SkippableTheory]
    [MemberData(nameof(DepthwiseKernels))]
    public void Depthwise_convolution_agrees_with_the_definition(string name)
    {
        AgreesWithTheDefinition(QuantizedDepthwiseConvolutionKernels.All, name, depthwise: true);
    }

    [Fact]
    public void The_definition_reads_packed_weights_as_onnx_means_them()
    {
        foreach (var c in ConvolutionCase.All())
        {
            var expected = FromOnnxWeights(c);
            Assert.True(expected.AsSpan().SequenceEqual(ConvolutionRunner.Run(c, false, QuantizedConvolutionKernels.All[^1], 0)), c.ToString());
        }

        foreach (var c in ConvolutionCase.Depthwise())
        {
            var expected = FromOnnxWeights(c);
            Assert.True(
                expected.AsSpan().SequenceEqual(ConvolutionRunner.Run(c, true, QuantizedDepthwiseConvolutionKernels.All[^1], 0)), c.ToString());
        }
    }

    [Fact]
    public void Short_spans_are_rejected()
    {
        var c = ConvolutionCase.All().First();
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
        var c = ConvolutionCase.All().First();
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

    private static void AgreesWithTheDefinition(Kernel<ConvolutionArguments>[] family, string name, bool depthwise)
    {
        var kernel = family.Single(kernel => kernel.Name == name);
        Skip.IfNot(kernel.IsSupported, $"this processor cannot run {name}");
        foreach (var c in depthwise ? ConvolutionCase.Depthwise() : ConvolutionCase.All())
        {
            for (var variant = 0; variant < ConvolutionRunner.Variants; variant++)
            {
                var expected = ConvolutionRunner.Run(c, depthwise, family[^1], variant);
                var actual = ConvolutionRunner.Run(c, depthwise, kernel, variant);
                var different = expected.AsSpan().CommonPrefixLength(actual);
                Assert.True(different == expected.Length, $"{name}, {c}, variant {variant}: byte {different} of {expected.Length} differs");
            }
        }
    }

    /// <summary>The convolution straight from ONNX's definition and numerics.md, in double where that is exact.</summary>
    private static byte[] FromOnnxWeights(ConvolutionCase c)
    {
        var g = c.Geometry;
        var stride = KernelChecks.RowStride(g.InputChannels);
        var output = new List<byte>();
        for (var n = 0; n < g.Batch; n++)
            for (var oy = 0; oy < g.OutputHeight; oy++)
                for (var ox = 0; ox < g.OutputWidth; ox++)
                    for (var o = 0; o < g.OutputChannels; o++)
                    {
                        var sum = c.Bias[o];
                        for (var i = 0; i < g.GroupInputChannels; i++)
                            for (var ky = 0; ky < g.KernelHeight; ky++)
                                for (var kx = 0; kx < g.KernelWidth; kx++)
                                {
                                    var y = (oy * g.StrideHeight) - g.PadTop + (ky * g.DilationHeight);
                                    var x = (ox * g.StrideWidth) - g.PadLeft + (kx * g.DilationWidth);
                                    var inside = y >= 0 && y < g.InputHeight && x >= 0 && x < g.InputWidth;
                                    var channel = (o / g.GroupOutputChannels * g.GroupInputChannels) + i;
                                    var value = inside ? c.Input[((((n * g.InputHeight) + y) * g.InputWidth) + x) * stride + channel] : c.InputZeroPoint;
                                    sum += value * c.OnnxWeights[((((o * g.GroupInputChannels) + i) * g.KernelHeight) + ky) * g.KernelWidth + kx];
                                }

                        var rounded = Math.Round((double)(sum * c.Multipliers[o]), MidpointRounding.ToEven) + c.Requantization.ZeroPoint;
                        output.Add((byte)Math.Clamp(rounded, 0, 255));
                    }

        return [.. output];
    }
}
