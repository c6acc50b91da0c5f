using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Normalization of each channel of each sample over its pixels, on channels-last tensors.</summary>
/// <remarks>Vectors run along the channels.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class InstanceNormalization
{
    private const int Lanes = 16;

    /// <summary><c>(x - mean) / sqrt(variance + epsilon) * scale + bias</c>; sums take the pixels in ascending order.</summary>
    /// <param name="input"><c>[batch, spatial, channels]</c>.</param>
    /// <param name="scale"><c>[channels]</c>.</param>
    /// <param name="bias"><c>[channels]</c>.</param>
    /// <param name="output"><c>[batch, spatial, channels]</c>; it may be the input.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="spatial">Pixels of a sample.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> bias,
        Span<float> output,
        int batch,
        int spatial,
        int channels,
        float epsilon)
    {
        var elements = ShapeChecks.Elements([batch, spatial, channels]);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<float>(output, elements);
        KernelChecks.AtLeast(scale, channels);
        KernelChecks.AtLeast(bias, channels);
        fixed (float* inputs = input, scales = scale, biases = bias, outputs = output)
        {
            for (nint sample = 0; sample < batch; sample++)
            {
                for (nint channel = 0; channel < channels; channel += Lanes)
                {
                    var width = (int)Math.Min(Lanes, channels - channel);
                    var offset = (sample * spatial * channels) + channel;
                    var factor = PartialVector.Load(scales + channel, width);
                    var shift = PartialVector.Load(biases + channel, width);
                    RunChannels(inputs + offset, outputs + offset, spatial, channels, width, factor, shift, epsilon);
                }
            }
        }
    }

    private static void RunChannels(
        float* input, float* output, int spatial, nint stride, int width, Vector512<float> scale, Vector512<float> bias, float epsilon)
    {
        var sum = Vector512<float>.Zero;
        for (nint pixel = 0; pixel < spatial; pixel++)
        {
            sum += PartialVector.Load(input + (pixel * stride), width);
        }

        var mean = sum / Vector512.Create((float)spatial);
        var squares = Vector512<float>.Zero;
        for (nint pixel = 0; pixel < spatial; pixel++)
        {
            var distance = PartialVector.Load(input + (pixel * stride), width) - mean;
            squares += distance * distance;
        }

        var variance = squares / Vector512.Create((float)spatial);
        var factor = Vector512<float>.One / Vector512.Sqrt(variance + Vector512.Create(epsilon));
        for (nint pixel = 0; pixel < spatial; pixel++)
        {
            var normalized = (PartialVector.Load(input + (pixel * stride), width) - mean) * factor;
            PartialVector.Store((normalized * scale) + bias, output + (pixel * stride), width);
        }
    }
}
