namespace QuantGen.Kernels;

/// <summary>
/// The way from public spans to a kernel where activations were quantized by <see cref="DynamicQuantization"/>: check, pin, call. Shared by
/// convolution, depthwise convolution and matrix product.
/// </summary>
internal static unsafe class DynamicConvolutionCall
{
    /// <summary>Calls a kernel.</summary>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or a value is out of its range.</exception>
    internal static void Run(
        delegate*<in ConvolutionArguments, void> kernel,
        PackedLengths lengths,
        ReadOnlySpan<byte> input,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<byte> zeroPoints,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        Span<float> output,
        in ConvolutionGeometry geometry,
        int rowsPerScale,
        float low,
        float high)
    {
        if (geometry.OutputPixels == 0)
        {
            return;
        }

        var scaleCount = (geometry.OutputPixels + rowsPerScale - 1) / rowsPerScale;
        KernelChecks.AtLeast(input, (long)geometry.InputPixels * KernelChecks.RowStride(geometry.InputChannels));
        KernelChecks.AtLeast(scales, scaleCount);
        KernelChecks.AtLeast(zeroPoints, scaleCount);
        KernelChecks.AtLeast(weights, lengths.Weights);
        KernelChecks.AtLeast(weightScales, lengths.Channels);
        KernelChecks.AtLeast(weightSums, lengths.Channels);
        KernelChecks.EmptyOrAtLeast(bias, lengths.Channels);
        KernelChecks.AtLeast((ReadOnlySpan<float>)output, (long)geometry.OutputPixels * geometry.OutputChannels, nameof(output));
        KernelChecks.Require(low <= high, "The output's bounds are in order.");

        fixed (byte* inputs = input, inputZeroPoints = zeroPoints)
        fixed (float* inputScales = scales, channelScales = weightScales, biases = bias, outputs = output)
        fixed (sbyte* packed = weights)
        fixed (int* channelSums = weightSums)
        {
            var arguments = new ConvolutionArguments
            {
                Input = inputs,
                Weights = packed,
                Multipliers = channelScales,
                Geometry = geometry,
                InputZeroPoint = inputZeroPoints[0],
                Output = new OutputStage
                {
                    Floats = outputs,
                    RowStride = geometry.OutputChannels,
                    Low = low,
                    High = high,
                    Dynamic = new DynamicScaling
                    {
                        Scales = inputScales,
                        ZeroPoints = inputZeroPoints,
                        RowsPerScale = rowsPerScale,
                        WeightSums = channelSums,
                        Bias = biases,
                    },
                },
            };
            if (scaleCount > 1 && geometry.ReadsPadding)
            {
                RunByImage(kernel, arguments);
            }
            else
            {
                kernel(arguments);
            }
        }
    }

    /// <summary>Padding reads a zero point, and each image has its own.</summary>
    private static void RunByImage(delegate*<in ConvolutionArguments, void> kernel, ConvolutionArguments arguments)
    {
        var images = arguments.Geometry.Batch;
        arguments.Geometry = arguments.Geometry.OneImage;
        var inputBytes = (long)arguments.Geometry.InputPixels * KernelChecks.RowStride(arguments.Geometry.InputChannels);
        var outputs = (long)arguments.Geometry.OutputPixels * arguments.Geometry.OutputChannels;
        for (var image = 0; image < images; image++)
        {
            arguments.InputZeroPoint = *arguments.Output.Dynamic.ZeroPoints;
            kernel(arguments);
            arguments.Input += inputBytes;
            arguments.Output.Floats += outputs;
            arguments.Output.Dynamic.Scales++;
            arguments.Output.Dynamic.ZeroPoints++;
        }
    }
}
