namespace QuantGen.Kernels;

/// <summary>The definition of a quantized depthwise convolution: one output at a time, in order.</summary>
internal static unsafe class QuantizedDepthwiseConvolutionReference
{
    /// <summary>Computes the whole convolution.</summary>
    internal static void Run(in ConvolutionArguments arguments)
    {
        ref readonly var geometry = ref arguments.Geometry;
        for (var pixel = 0; pixel < geometry.OutputPixels; pixel++)
        {
            for (var channel = 0; channel < geometry.OutputChannels; channel++)
            {
                arguments.Output.Store(pixel, channel, Accumulate(arguments, pixel, channel), arguments.Multipliers[channel]);
            }
        }
    }

    private static int Accumulate(in ConvolutionArguments arguments, int pixel, int outputChannel)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var inputChannel = outputChannel / geometry.GroupOutputChannels;
        var sum = arguments.Bias == null ? 0 : arguments.Bias[outputChannel];
        for (var tap = 0; tap < geometry.Taps; tap++)
        {
            var row = ConvolutionRows.Input(arguments, pixel, tap);
            var value = row == null ? arguments.InputZeroPoint : row[inputChannel];
            sum += value * arguments.Weights[PackedWeights.DepthwiseIndex(geometry, outputChannel, tap)];
        }

        return sum;
    }
}
