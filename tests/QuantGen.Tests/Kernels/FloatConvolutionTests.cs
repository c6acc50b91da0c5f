using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class FloatConvolutionTests
{
    public static TheoryData<string, ConvolutionGeometry> Geometries()
    {
        return new TheoryData<string, ConvolutionGeometry>
        {
            { "3x3, padded, odd sizes", Geometry(2, 7, 9, 5, 7, 9, 33, kernel: (3, 3), pad: (1, 1)) },
            { "3x3, stride 2", Geometry(1, 9, 11, 3, 5, 6, 16, kernel: (3, 3), stride: (2, 2), pad: (1, 1)) },
            { "1x1, more pixels than a block", Geometry(1, 14, 15, 17, 14, 15, 50, kernel: (1, 1)) },
            { "1x1, four panels and one more", Geometry(2, 5, 7, 19, 5, 7, 75, kernel: (1, 1)) },
            { "3x3, four panels, too large for a padded copy", Geometry(1, 24, 26, 12, 24, 26, 64, kernel: (3, 3), pad: (1, 1)) },
            { "1x1, stride 2", Geometry(3, 5, 5, 4, 3, 3, 7, kernel: (1, 1), stride: (2, 2)) },
            { "grouped", Geometry(2, 6, 6, 6, 6, 6, 51, kernel: (3, 3), pad: (1, 1), groups: 3) },
            { "dilated", Geometry(1, 12, 13, 4, 8, 9, 20, kernel: (3, 3), dilation: (3, 3), pad: (1, 1)) },
            { "one-dimensional", Geometry(2, 1, 40, 1, 1, 16, 18, kernel: (1, 10), stride: (1, 2)) },
            { "padding wider than the input", Geometry(1, 2, 2, 3, 6, 6, 5, kernel: (3, 3), pad: (3, 3)) },
            { "reads beyond the bottom", Geometry(1, 4, 4, 2, 3, 3, 3, kernel: (3, 2), stride: (2, 2)) },
            { "kernel too large for the stack", Geometry(1, 1, 4000, 1, 1, 2, 2, kernel: (1, 3000), stride: (1, 900), pad: (0, 20)) },
            { "one pixel", Geometry(1, 1, 1, 37, 1, 1, 40, kernel: (1, 1)) },
            { "empty batch", Geometry(0, 3, 3, 2, 3, 3, 2, kernel: (1, 1)) },
        };
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Convolution_is_the_sum_over_the_window(string name, ConvolutionGeometry geometry)
    {
        Assert.NotEmpty(name);
        var operands = new Case(geometry);
        var packed = PackedFloatWeights.Convolution(operands.Weights, geometry);
        var output = new float[operands.OutputLength];
        FloatConvolution.Run(operands.Input, packed, operands.Bias, output, geometry, -1.5f, 6, operands.Residual);
        FloatData.AssertClose(operands.Expected(-1.5, 6, useBias: true, useResidual: true), output, 2e-4);
        FloatConvolution.Run(operands.Input, packed, [], output, geometry, float.NegativeInfinity, float.PositiveInfinity, []);
        FloatData.AssertClose(operands.Expected(double.NegativeInfinity, double.PositiveInfinity, false, false), output, 2e-4);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Convolution_sums_in_the_stated_order(string name, ConvolutionGeometry geometry)
    {
        var operands = new Case(geometry);
        using var output = new GuardedBuffer<float>(operands.OutputLength);
        FloatConvolution.Run(
            operands.Input, PackedFloatWeights.Convolution(operands.Weights, geometry), operands.Bias, output.Span, geometry, float.NegativeInfinity, 3, []);
        Assert.Equal(operands.InOrder(3), output.Span.ToArray());
        output.AssertGuardsIntact(name);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 1)]
    [InlineData(32, 1)]
    [InlineData(35, 1)]
    [InlineData(3, 2)]
    [InlineData(20, 3)]
    public void Depthwise_convolution_is_a_convolution_with_one_channel_a_group(int channels, int multiplier)
    {
        foreach (var stride in new[] { 1, 2 })
        {
            var size = ((7 + 2 - 3) / stride) + 1;
            var geometry = Geometry(
                2, 7, 7, channels, size, size, channels * multiplier, kernel: (3, 3), stride: (stride, stride), pad: (1, 1), groups: channels);
            var operands = new Case(geometry);
            var packed = PackedFloatWeights.Depthwise(operands.Weights, geometry);
            using var buffer = new GuardedBuffer<float>(operands.OutputLength);
            var output = buffer.Span;
            FloatDepthwiseConvolution.Run(operands.Input, packed, operands.Bias, output, geometry, 0, 6, operands.Residual);
            FloatData.AssertClose(operands.Expected(0, 6, useBias: true, useResidual: true), output, 1e-5);
            FloatDepthwiseConvolution.Run(operands.Input, packed, operands.Bias, output, geometry, float.NegativeInfinity, 3, []);
            Assert.Equal(operands.InOrder(3), output.ToArray());
            buffer.AssertGuardsIntact($"stride {stride}");
        }
    }

    public static TheoryData<string, ConvolutionGeometry> DepthwiseGeometries()
    {
        return new TheoryData<string, ConvolutionGeometry>
        {
            { "narrow", Geometry(2, 11, 5, 83, 11, 5, 83, kernel: (3, 3), pad: (1, 1), groups: 83) },
            { "narrower than the kernel", Geometry(1, 9, 2, 64, 9, 2, 64, kernel: (5, 5), pad: (2, 2), groups: 64) },
            { "5x5", Geometry(1, 9, 12, 72, 9, 12, 72, kernel: (5, 5), pad: (2, 2), groups: 72) },
            { "3x3, dilated, stride 2", Geometry(1, 15, 19, 48, 6, 8, 48, kernel: (3, 3), stride: (2, 2), dilation: (2, 2), pad: (0, 1), groups: 48) },
            { "one-dimensional", Geometry(2, 1, 40, 40, 1, 17, 40, kernel: (1, 9), stride: (1, 2), pad: (0, 1), groups: 40) },
            { "only padding", Geometry(1, 2, 2, 34, 6, 6, 34, kernel: (3, 3), pad: (3, 3), groups: 34) },
            { "reads beyond the bottom", Geometry(1, 4, 4, 33, 3, 3, 33, kernel: (3, 2), stride: (2, 2), groups: 33) },
        };
    }

    [Theory]
    [MemberData(nameof(DepthwiseGeometries))]
    public void Depthwise_convolution_sums_in_the_stated_order(string name, ConvolutionGeometry geometry)
    {
        var operands = new Case(geometry);
        using var buffer = new GuardedBuffer<float>(operands.OutputLength);
        var packed = PackedFloatWeights.Depthwise(operands.Weights, geometry);
        FloatDepthwiseConvolution.Run(operands.Input, packed, operands.Bias, buffer.Span, geometry, float.NegativeInfinity, 3, []);
        Assert.Equal(operands.InOrder(3), buffer.Span.ToArray());
        FloatDepthwiseConvolution.Run(operands.Input, packed, operands.Bias, buffer.Span, geometry, -1.5f, 6, operands.Residual);
        FloatData.AssertClose(operands.Expected(-1.5, 6, useBias: true, useResidual: true), buffer.Span.ToArray(), 2e-4);
        buffer.AssertGuardsIntact(name);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(21)]
    public void Clamping_keeps_what_is_not_a_number_and_the_sign_of_zero(int channels)
    {
        var geometry = Geometry(1, 1, 12, 2, 1, 12, channels, kernel: (1, 1));
        var input = Enumerable.Repeat(1f, 24).ToArray();
        (input[0], input[22]) = (float.NaN, 0);
        var weights = Enumerable.Repeat(-0f, channels * 2).ToArray();
        var bias = Enumerable.Repeat(-0f, channels).ToArray();
        var output = new float[12 * channels];
        FloatConvolution.Run(input, PackedFloatWeights.Convolution(weights, geometry), bias, output, geometry, 0, float.PositiveInfinity, []);
        Assert.All(output[..channels], value => Assert.True(float.IsNaN(value)));
        Assert.All(output[channels..], value => Assert.True(value == 0 && float.IsNegative(value)));
    }

    [Fact]
    public void Short_spans_are_refused_before_anything_is_written()
    {
        var geometry = Geometry(1, 3, 3, 2, 3, 3, 4, kernel: (3, 3), pad: (1, 1));
        var operands = new Case(geometry);
        var packed = PackedFloatWeights.Convolution(operands.Weights, geometry);
        var output = new float[operands.OutputLength];
        Assert.Throws<ArgumentException>(() => FloatConvolution.Run(operands.Input.AsSpan(1), packed, [], output, geometry, 0, 1, []));
        Assert.Throws<ArgumentException>(() => FloatConvolution.Run(operands.Input, packed.AsSpan(1), [], output, geometry, 0, 1, []));
        Assert.Throws<ArgumentException>(() => FloatConvolution.Run(operands.Input, packed, operands.Bias.AsSpan(1), output, geometry, 0, 1, []));
        Assert.Throws<ArgumentException>(() => FloatConvolution.Run(operands.Input, packed, [], output.AsSpan(1), geometry, 0, 1, []));
        Assert.Throws<ArgumentException>(() => FloatConvolution.Run(operands.Input, packed, [], output, geometry, 0, 1, new float[3]));
        Assert.All(output, value => Assert.Equal(0, value));
    }

    private static ConvolutionGeometry Geometry(
        int batch,
        int inputHeight,
        int inputWidth,
        int inputChannels,
        int outputHeight,
        int outputWidth,
        int outputChannels,
        (int Height, int Width) kernel,
        (int Height, int Width)? stride = null,
        (int Height, int Width)? dilation = null,
        (int Top, int Left) pad = default,
        int groups = 1)
    {
        var (strideHeight, strideWidth) = stride ?? (1, 1);
        var (dilationHeight, dilationWidth) = dilation ?? (1, 1);
        return new ConvolutionGeometry(
            batch, inputHeight, inputWidth, inputChannels, outputHeight, outputWidth, outputChannels, kernel.Height, kernel.Width,
            strideHeight, strideWidth, dilationHeight, dilationWidth, pad.Top, pad.Left, groups);
    }

    private sealed class Case(ConvolutionGeometry geometry)
    {
        private readonly int _groupInputs = geometry.InputChannels / geometry.Groups;
        private readonly int _groupOutputs = geometry.OutputChannels / geometry.Groups;

        public int OutputLength { get; } = geometry.Batch * geometry.OutputHeight * geometry.OutputWidth * geometry.OutputChannels;

        public float[] Input { get; } = FloatData.Values(geometry.Batch * geometry.InputHeight * geometry.InputWidth * geometry.InputChannels, 1);

        public float[] Weights { get; } = FloatData.Values(
            geometry.OutputChannels * geometry.InputChannels / geometry.Groups * geometry.KernelHeight * geometry.KernelWidth, 2);

        public float[] Bias { get; } = FloatData.Values(geometry.OutputChannels, 3);

        public float[] Residual { get; } =
            FloatData.Values(geometry.Batch * geometry.OutputHeight * geometry.OutputWidth * geometry.OutputChannels, 4);

        public double[] Expected(double low, double high, bool useBias, bool useResidual)
        {
            return [.. Enumerable.Range(0, OutputLength).Select(index =>
            {
                var sum = useBias ? (double)Bias[index % geometry.OutputChannels] : 0;
                sum += Products(index).Sum(product => (double)product.Input * product.Weight);
                return Math.Clamp(useResidual ? sum + Residual[index] : sum, low, high);
            })];
        }

        public float[] InOrder(float high)
        {
            return [.. Enumerable.Range(0, OutputLength).Select(index =>
            {
                var sum = Bias[index % geometry.OutputChannels];
                foreach (var (input, weight) in Products(index))
                {
                    sum += input * weight;
                }

                return sum > high ? high : sum;
            })];
        }

        /// <summary>The factors of an output in order of kernel row, kernel column, channel.</summary>
        private IEnumerable<(float Input, float Weight)> Products(int index)
        {
            var (pixel, output) = Math.DivRem(index, geometry.OutputChannels);
            var (line, x) = Math.DivRem(pixel, geometry.OutputWidth);
            var (sample, y) = Math.DivRem(line, geometry.OutputHeight);
            var group = output / _groupOutputs;
            for (var tap = 0; tap < geometry.KernelHeight * geometry.KernelWidth; tap++)
            {
                var row = (y * geometry.StrideHeight) - geometry.PadTop + (tap / geometry.KernelWidth * geometry.DilationHeight);
                var column = (x * geometry.StrideWidth) - geometry.PadLeft + (tap % geometry.KernelWidth * geometry.DilationWidth);
                if (row < 0 || row >= geometry.InputHeight || column < 0 || column >= geometry.InputWidth)
                {
                    continue;
                }

                for (var channel = 0; channel < _groupInputs; channel++)
                {
                    var source = ((((sample * geometry.InputHeight) + row) * geometry.InputWidth) + column) * geometry.InputChannels;
                    var weight = (((output * _groupInputs) + channel) * geometry.KernelHeight * geometry.KernelWidth) + tap;
                    yield return (Input[source + (group * _groupInputs) + channel], Weights[weight]);
                }
            }
        }
    }
}
