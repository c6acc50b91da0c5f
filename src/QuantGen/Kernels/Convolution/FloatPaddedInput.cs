namespace QuantGen.Kernels;

/// <summary>
/// The input of a float convolution with its padding, where both are small: then every row of the kernel reads one contiguous segment, where a tap in the
/// padding would make segments of all taps.
/// </summary>
internal readonly unsafe struct FloatPaddedInput
{
    /// <summary>Floats that are copied at most: they fit in the nearest cache and on the stack.</summary>
    private const int MostLength = 6144;

    private readonly ConvolutionGeometry _original;

    /// <summary>Describes the copy.</summary>
    internal FloatPaddedInput(in ConvolutionGeometry geometry)
    {
        _original = geometry;
        var height = ((geometry.OutputHeight - 1L) * geometry.StrideHeight) + ((geometry.KernelHeight - 1L) * geometry.DilationHeight) + 1;
        var width = ((geometry.OutputWidth - 1L) * geometry.StrideWidth) + ((geometry.KernelWidth - 1L) * geometry.DilationWidth) + 1;
        var pixels = height * width * Math.Max(1, geometry.Batch);
        if (!geometry.ReadsPadding || geometry.Groups > 1 || height > MostLength || width > MostLength || pixels > MostLength / geometry.InputChannels)
        {
            return;
        }

        Length = (int)pixels * geometry.InputChannels;
        Geometry = new ConvolutionGeometry(
            geometry.Batch, (int)height, (int)width, geometry.InputChannels, geometry.OutputHeight, geometry.OutputWidth, geometry.OutputChannels,
            geometry.KernelHeight, geometry.KernelWidth, geometry.StrideHeight, geometry.StrideWidth, geometry.DilationHeight, geometry.DilationWidth,
            padTop: 0, padLeft: 0, geometry.Groups, geometry.WeightTerms);
    }

    /// <summary>Floats of the copy; 0 where there is to be none.</summary>
    internal int Length { get; }

    /// <summary>The convolution of the copy.</summary>
    internal ConvolutionGeometry Geometry { get; }

    /// <summary>Copies the input.</summary>
    internal void Copy(float* input, float* target)
    {
        var lineLength = Geometry.InputWidth * Geometry.InputChannels;
        var left = _original.PadLeft * _original.InputChannels;
        var sourceLength = _original.InputWidth * _original.InputChannels;
        var copied = Math.Clamp(lineLength - left, 0, sourceLength);
        var rows = Math.Min(_original.InputHeight, Geometry.InputHeight - _original.PadTop);
        new Span<float>(target, Length).Clear();
        for (var sample = 0; sample < Geometry.Batch; sample++)
        {
            var source = input + ((nint)sample * _original.InputHeight * sourceLength);
            var line = target + ((((nint)sample * Geometry.InputHeight) + _original.PadTop) * lineLength) + left;
            for (var row = 0; row < rows; row++, source += sourceLength, line += lineLength)
            {
                new ReadOnlySpan<float>(source, copied).CopyTo(new Span<float>(line, copied));
            }
        }
    }
}
