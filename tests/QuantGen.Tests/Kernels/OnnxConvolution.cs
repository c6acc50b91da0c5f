using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>A quantized convolution straight from ONNX's definition and numerics.md, on weights that were never packed.</summary>
internal static class OnnxConvolution
{
    internal static byte[] Run(ConvolutionCase c)
    {
        var output = new List<byte>();
        for (var pixel = 0; pixel < c.Geometry.OutputPixels; pixel++)
        {
            for (var channel = 0; channel < c.Geometry.OutputChannels; channel++)
            {
                var scaled = Accumulate(c, pixel, channel) * c.Multipliers[channel];
                var rounded = Math.Round((double)scaled, MidpointRounding.ToEven) + c.Requantization.ZeroPoint;
                output.Add((byte)Math.Clamp(rounded, 0, 255));
            }
        }

        return [.. output];
    }

    private static int Accumulate(ConvolutionCase c, int pixel, int outputChannel)
    {
        var g = c.Geometry;
        var x = pixel % g.OutputWidth * g.StrideWidth;
        var y = pixel / g.OutputWidth % g.OutputHeight * g.StrideHeight;
        var image = pixel / (g.OutputWidth * g.OutputHeight);
        var firstChannel = outputChannel / g.GroupOutputChannels * g.GroupInputChannels;
        var weight = outputChannel * g.GroupInputChannels * g.Taps;
        var sum = c.Bias[outputChannel];
        for (var channel = 0; channel < g.GroupInputChannels; channel++)
        {
            for (var tap = 0; tap < g.Taps; tap++)
            {
                var position = tap % (g.KernelHeight * g.KernelWidth);
                var inputY = y - g.PadTop + (position / g.KernelWidth * g.DilationHeight);
                var inputX = x - g.PadLeft + (position % g.KernelWidth * g.DilationWidth);
                sum += Input(c, image, inputY, inputX, firstChannel + channel) * c.OnnxWeights[weight++];
            }
        }

        return sum;
    }

    private static int Input(ConvolutionCase c, int image, int y, int x, int channel)
    {
        var g = c.Geometry;
        var inside = y >= 0 && y < g.InputHeight && x >= 0 && x < g.InputWidth;
        var pixel = (((image * g.InputHeight) + y) * g.InputWidth) + x;
        return inside ? c.Input[(pixel * KernelChecks.RowStride(g.InputChannels)) + channel] : c.InputZeroPoint;
    }
}
