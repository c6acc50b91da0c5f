namespace QuantGen.Kernels;

/// <summary>The checks that convolutions share.</summary>
internal static class ConvolutionChecks
{
    internal static void Require(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> bias,
        Span<float> output,
        in ConvolutionGeometry geometry,
        ReadOnlySpan<float> residual)
    {
        RequireDimensions(geometry);
        var inputs = ShapeChecks.Elements([geometry.Batch, geometry.InputHeight, geometry.InputWidth, geometry.InputChannels]);
        var outputs = ShapeChecks.Elements([geometry.Batch, geometry.OutputHeight, geometry.OutputWidth, geometry.OutputChannels]);
        KernelChecks.AtLeast(input, inputs);
        KernelChecks.AtLeast(output, outputs);
        KernelChecks.EmptyOrAtLeast(bias, geometry.OutputChannels);
        KernelChecks.EmptyOrAtLeast(residual, outputs);
    }

    /// <summary>Requires positive strides, dilations, kernel dimensions and groups, and groups that divide the channels.</summary>
    internal static void RequireDimensions(in ConvolutionGeometry geometry)
    {
        var smallest = Math.Min(Math.Min(geometry.StrideHeight, geometry.StrideWidth), Math.Min(geometry.DilationHeight, geometry.DilationWidth));
        smallest = Math.Min(smallest, Math.Min(Math.Min(geometry.KernelHeight, geometry.KernelWidth), geometry.Groups));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallest, nameof(geometry));
        if (geometry.InputChannels % geometry.Groups != 0 || geometry.OutputChannels % geometry.Groups != 0)
        {
            throw new ArgumentException("The groups do not divide the channels.", nameof(geometry));
        }
    }
}
