namespace QuantGen.Kernels;

/// <summary>Where a convolution finds the input that an output position and a kernel tap read.</summary>
internal static unsafe class ConvolutionRows
{
    /// <summary>The input position's channels, or null in the padding.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="pixel">Output position, all images together.</param>
    /// <param name="tap">Kernel row * kernel width + kernel column.</param>
    internal static byte* Input(in ConvolutionArguments arguments, int pixel, int tap)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var (line, outputX) = Math.DivRem(pixel, geometry.OutputWidth);
        var (image, outputY) = Math.DivRem(line, geometry.OutputHeight);
        var (kernelY, kernelX) = Math.DivRem(tap, geometry.KernelWidth);
        var y = (outputY * geometry.StrideHeight) - geometry.PadTop + (kernelY * geometry.DilationHeight);
        var x = (outputX * geometry.StrideWidth) - geometry.PadLeft + (kernelX * geometry.DilationWidth);
        if ((uint)y >= (uint)geometry.InputHeight || (uint)x >= (uint)geometry.InputWidth)
        {
            return null;
        }

        var position = ((((long)image * geometry.InputHeight) + y) * geometry.InputWidth) + x;
        return arguments.Input + (position * KernelChecks.RowStride(geometry.InputChannels));
    }
}
