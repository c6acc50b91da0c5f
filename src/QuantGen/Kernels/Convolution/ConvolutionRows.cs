using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>Where a convolution finds the input that an output position and a kernel tap read.</summary>
internal static unsafe class ConvolutionRows
{
    /// <summary>The input position's channels, or null in the padding.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="pixel">Output position, all images together.</param>
    /// <param name="tap">(Term of the weights * kernel height + kernel row) * kernel width + kernel column.</param>
    internal static byte* Input(in ConvolutionArguments arguments, int pixel, int tap)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var (line, outputX) = Math.DivRem(pixel, geometry.OutputWidth);
        var (image, outputY) = Math.DivRem(line, geometry.OutputHeight);
        var (kernelY, kernelX) = Math.DivRem(tap % geometry.KernelPositions, geometry.KernelWidth);
        var y = (outputY * geometry.StrideHeight) - geometry.PadTop + (kernelY * geometry.DilationHeight);
        var x = (outputX * geometry.StrideWidth) - geometry.PadLeft + (kernelX * geometry.DilationWidth);
        if ((uint)y >= (uint)geometry.InputHeight || (uint)x >= (uint)geometry.InputWidth)
        {
            return null;
        }

        var position = ((((long)image * geometry.InputHeight) + y) * geometry.InputWidth) + x;
        return arguments.Input + (position * KernelChecks.RowStride(geometry.InputChannels));
    }

    /// <summary>Writes the row pointers of consecutive output positions: tile by tile, in it tap by tap, in it row by row.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="rows">The pointers; rows of the last tile that have no position read the padding.</param>
    /// <param name="tileRows">Output positions of a tile.</param>
    /// <param name="first">First output position.</param>
    /// <param name="count">Output positions.</param>
    /// <param name="firstChannel">First input channel of the group.</param>
    /// <param name="padding">A row of zero points.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Fill(
        in ConvolutionArguments arguments, byte** rows, int tileRows, int first, int count, int firstChannel, byte* padding)
    {
        var taps = arguments.Geometry.Taps;
        var (line, outputX) = Math.DivRem(first, arguments.Geometry.OutputWidth);
        var (image, outputY) = Math.DivRem(line, arguments.Geometry.OutputHeight);
        for (var tileStart = 0; tileStart < count; tileStart += tileRows)
        {
            for (var row = 0; row < tileRows; row++)
            {
                if (tileStart + row >= count)
                {
                    FillPadding(rows + row, tileRows, taps, padding);
                    continue;
                }

                FillPosition(arguments, rows + row, tileRows, image, outputY, outputX, firstChannel, padding);
                if (++outputX == arguments.Geometry.OutputWidth)
                {
                    outputX = 0;
                    if (++outputY == arguments.Geometry.OutputHeight)
                    {
                        outputY = 0;
                        image++;
                    }
                }
            }

            rows += (long)taps * tileRows;
        }
    }

    /// <summary>Bytes that <see cref="FillMerged"/> needs for the input lines of some output positions.</summary>
    internal static long MergedBytes(in ConvolutionGeometry geometry, int pixels)
    {
        var lines = new ConvolutionLines(geometry);
        var outputLines = ((pixels + geometry.OutputWidth - 2) / geometry.OutputWidth) + 1;
        return ((((long)outputLines - 1) * geometry.StrideHeight) + lines.KernelHeight) * lines.LineBytes + ConvolutionLines.Slack;
    }

    /// <summary><see cref="Fill"/> where a kernel row is one tap: the positions, all of one image, read lines that are copied without gaps.</summary>
    internal static void FillMerged(in ConvolutionArguments arguments, byte** rows, int tileRows, int first, int count, byte* copy)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var lines = new ConvolutionLines(geometry);
        var (line, outputX) = Math.DivRem(first, geometry.OutputWidth);
        var (image, outputY) = Math.DivRem(line, geometry.OutputHeight);
        lines.Copy(arguments, image, outputY, ((outputX + count - 1) / geometry.OutputWidth) + 1, copy);
        var taps = PackedWeights.ConvolutionTaps(geometry);
        for (var tileStart = 0; tileStart < count; tileStart += tileRows, rows += taps * tileRows)
        {
            for (var row = 0; row < tileRows; row++)
            {
                // Rows that have no position read the last one's.
                var (y, x) = Math.DivRem(outputX + Math.Min(tileStart + row, count - 1), geometry.OutputWidth);
                var position = copy + (y * geometry.StrideHeight * lines.LineBytes) + (x * lines.RowStep(geometry));
                for (var tap = 0; tap < taps; tap++)
                {
                    rows[(tap * tileRows) + row] = position + (tap % geometry.KernelHeight * geometry.DilationHeight * lines.LineBytes);
                }
            }
        }
    }

    /// <summary>Writes the pointers of one output position, one per tap.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="pointers">The first tap's pointer.</param>
    /// <param name="step">Pointers between two taps.</param>
    /// <param name="image">Image of the position.</param>
    /// <param name="outputY">Row of the position.</param>
    /// <param name="outputX">Column of the position.</param>
    /// <param name="firstChannel">First input channel.</param>
    /// <param name="padding">A row of zero points.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FillPosition(
        in ConvolutionArguments arguments,
        byte** pointers,
        int step,
        int image,
        int outputY,
        int outputX,
        int firstChannel,
        byte* padding)
    {
        ref readonly var geometry = ref arguments.Geometry;
        long stride = KernelChecks.RowStride(geometry.InputChannels);
        var imageStart = arguments.Input + ((long)image * geometry.InputHeight * geometry.InputWidth * stride) + firstChannel;
        var top = (outputY * geometry.StrideHeight) - geometry.PadTop;
        var left = (outputX * geometry.StrideWidth) - geometry.PadLeft;
        for (var term = 0; term < geometry.WeightTerms; term++)
        {
            var y = top;
            for (var kernelY = 0; kernelY < geometry.KernelHeight; kernelY++, y += geometry.DilationHeight)
            {
                var line = imageStart + ((long)y * geometry.InputWidth * stride);
                var insideY = (uint)y < (uint)geometry.InputHeight;
                var x = left;
                for (var kernelX = 0; kernelX < geometry.KernelWidth; kernelX++, x += geometry.DilationWidth)
                {
                    *pointers = insideY && (uint)x < (uint)geometry.InputWidth ? line + (x * stride) : padding;
                    pointers += step;
                }
            }
        }
    }

    private static void FillPadding(byte** pointers, int step, int taps, byte* padding)
    {
        for (var tap = 0; tap < taps; tap++, pointers += step)
        {
            *pointers = padding;
        }
    }
}
