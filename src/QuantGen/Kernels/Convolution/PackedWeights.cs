namespace QuantGen.Kernels;

/// <summary>
/// The layouts in which weights are packed at build time. Each is one that every instruction set can read; docs/kernels.md
/// draws them.
/// </summary>
internal static class PackedWeights
{
    /// <summary>Output channels of one panel of a convolution or matrix product.</summary>
    internal const int Panel = 16;

    /// <summary>Reduction steps that lie side by side: what one lane of a dot-product instruction reads.</summary>
    internal const int Depth = 4;

    /// <summary>Bytes of one block: a panel's channels, four reduction steps each.</summary>
    internal const int BlockBytes = Panel * Depth;

    /// <summary>Input channels from which on columns are not merged: little is gained, and the input has to be copied.</summary>
    private const int MostMergedChannels = 16;

    /// <summary>What a convolution's spans must hold.</summary>
    /// <exception cref="ArgumentException">The geometry describes no convolution.</exception>
    internal static PackedLengths ConvolutionLengths(in ConvolutionGeometry geometry)
    {
        geometry.Check();
        return new PackedLengths(ConvolutionLength(geometry), ConvolutionChannels(geometry));
    }

    /// <summary>What a depthwise convolution's spans must hold.</summary>
    /// <exception cref="ArgumentException">The geometry describes no depthwise convolution.</exception>
    internal static PackedLengths DepthwiseLengths(in ConvolutionGeometry geometry)
    {
        geometry.Check();
        KernelChecks.Require(geometry.Groups == geometry.InputChannels, "A depthwise convolution has as many groups as input channels.");
        return new PackedLengths(DepthwiseLength(geometry), DepthwiseChannels(geometry));
    }

    /// <summary>Bytes of a packed convolution.</summary>
    internal static long ConvolutionLength(in ConvolutionGeometry geometry)
    {
        return (long)geometry.Groups * Panels(geometry) * ConvolutionTaps(geometry) * Blocks(geometry) * BlockBytes;
    }

    /// <summary>
    /// Elements that the bias and the multipliers of a convolution need: the channels, and zeros up to the last panel's end.
    /// </summary>
    internal static int ConvolutionChannels(in ConvolutionGeometry geometry)
    {
        return ((geometry.Groups - 1) * geometry.GroupOutputChannels) + (Panels(geometry) * Panel);
    }

    /// <summary>Where a weight of a convolution lies.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="outputChannel">0 .. all output channels.</param>
    /// <param name="tap">(Term of the weights * kernel height + kernel row) * kernel width + kernel column.</param>
    /// <param name="inputChannel">0 .. input channels of the group.</param>
    internal static long ConvolutionIndex(in ConvolutionGeometry geometry, int outputChannel, int tap, int inputChannel)
    {
        var (group, channel) = Math.DivRem(outputChannel, geometry.GroupOutputChannels);
        var panel = ((long)group * Panels(geometry)) + (channel / Panel);
        if (MergesColumns(geometry))
        {
            (tap, var column) = Math.DivRem(tap, geometry.KernelWidth);
            inputChannel += column * geometry.InputChannels;
        }

        var block = (((panel * ConvolutionTaps(geometry)) + tap) * Blocks(geometry)) + (inputChannel / Depth);
        return (block * BlockBytes) + (channel % Panel * Depth) + (inputChannel % Depth);
    }

    /// <summary>Packs the weights of a convolution.</summary>
    /// <param name="onnxWeights"><c>[outputChannels, inputChannels / groups, weightTerms, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="geometry">The shape.</param>
    /// <exception cref="ArgumentException">The weights' length is not what the geometry says.</exception>
    internal static sbyte[] Convolution(ReadOnlySpan<sbyte> onnxWeights, in ConvolutionGeometry geometry)
    {
        CheckOnnxLength(onnxWeights, geometry);
        var packed = new sbyte[ConvolutionLength(geometry)];
        var source = 0;
        for (var output = 0; output < geometry.OutputChannels; output++)
        {
            for (var input = 0; input < geometry.GroupInputChannels; input++)
            {
                for (var tap = 0; tap < geometry.Taps; tap++)
                {
                    packed[ConvolutionIndex(geometry, output, tap, input)] = onnxWeights[source++];
                }
            }
        }

        return packed;
    }

    /// <summary>Bytes of a packed depthwise convolution.</summary>
    internal static long DepthwiseLength(in ConvolutionGeometry geometry)
    {
        return (long)DepthwisePanels(geometry) * TapGroups(geometry) * BlockBytes;
    }

    /// <summary>
    /// Elements that the bias and the multipliers of a depthwise convolution need: the channels, and zeros up to the last
    /// panel's end.
    /// </summary>
    internal static int DepthwiseChannels(in ConvolutionGeometry geometry)
    {
        return DepthwisePanels(geometry) * Panel;
    }

    /// <summary>Where a weight of a depthwise convolution lies: four taps of a kernel column side by side.</summary>
    internal static long DepthwiseIndex(in ConvolutionGeometry geometry, int outputChannel, int tap)
    {
        var (rowOfAll, column) = Math.DivRem(tap, geometry.KernelWidth);
        var (term, row) = Math.DivRem(rowOfAll, geometry.KernelHeight);
        var group = (((term * ColumnGroups(geometry)) + (row / Depth)) * geometry.KernelWidth) + column;
        var block = ((long)(outputChannel / Panel) * TapGroups(geometry)) + group;
        return (block * BlockBytes) + (outputChannel % Panel * Depth) + (row % Depth);
    }

    /// <summary>Packs the weights of a depthwise convolution.</summary>
    /// <param name="onnxWeights"><c>[outputChannels, 1, weightTerms, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="geometry">The shape; one group per input channel.</param>
    /// <exception cref="ArgumentException">The weights' length is not what the geometry says.</exception>
    internal static sbyte[] Depthwise(ReadOnlySpan<sbyte> onnxWeights, in ConvolutionGeometry geometry)
    {
        CheckOnnxLength(onnxWeights, geometry);
        var packed = new sbyte[DepthwiseLength(geometry)];
        for (var channel = 0; channel < geometry.OutputChannels; channel++)
        {
            for (var tap = 0; tap < geometry.Taps; tap++)
            {
                packed[DepthwiseIndex(geometry, channel, tap)] = onnxWeights[(channel * geometry.Taps) + tap];
            }
        }

        return packed;
    }

    /// <summary>What a matrix product's spans must hold: the same as of the convolution that it is.</summary>
    /// <exception cref="ArgumentException">The sizes describe no matrix product.</exception>
    internal static PackedLengths MatrixProductLengths(int rows, int reduction, int columns)
    {
        KernelChecks.Require(rows >= 0 && reduction > 0 && columns > 0, "A matrix product needs positive sizes.");
        return new PackedLengths(MatrixProductLength(reduction, columns), MatrixProductChannels(columns));
    }

    /// <summary>Bytes of the packed weights of a matrix product.</summary>
    internal static long MatrixProductLength(int reduction, int columns)
    {
        return (long)Ceiling(columns, Panel) * Ceiling(reduction, Depth) * BlockBytes;
    }

    /// <summary>
    /// Elements that the bias and the multipliers of a matrix product need: the columns, and zeros up to the last panel's
    /// end.
    /// </summary>
    internal static int MatrixProductChannels(int columns)
    {
        return KernelChecks.RoundUp(columns, Panel);
    }

    /// <summary>Packs the weights of a matrix product: the layout of a convolution with one tap.</summary>
    /// <param name="weights"><c>[reduction, columns]</c>, row-major.</param>
    /// <param name="reduction">Rows of the weights.</param>
    /// <param name="columns">Columns of the weights.</param>
    /// <exception cref="ArgumentException">The weights' length is not <paramref name="reduction"/> * <paramref name="columns"/>.</exception>
    internal static sbyte[] MatrixProduct(ReadOnlySpan<sbyte> weights, int reduction, int columns)
    {
        KernelChecks.Require(weights.Length == (long)reduction * columns, "The weights' length is not reduction * columns.");
        var packed = new sbyte[MatrixProductLength(reduction, columns)];
        var blocks = Ceiling(reduction, Depth);
        for (var k = 0; k < reduction; k++)
        {
            for (var column = 0; column < columns; column++)
            {
                var block = ((long)(column / Panel) * blocks) + (k / Depth);
                packed[(block * BlockBytes) + (column % Panel * Depth) + (k % Depth)] = weights[(k * columns) + column];
            }
        }

        return packed;
    }

    /// <summary>Bias or multipliers with zeros behind, up to the length that a kernel needs.</summary>
    internal static T[] Pad<T>(ReadOnlySpan<T> perChannel, int length)
        where T : unmanaged
    {
        var padded = new T[length];
        perChannel.CopyTo(padded);
        return padded;
    }

    /// <summary>Panels of one group of a convolution.</summary>
    internal static int Panels(in ConvolutionGeometry geometry)
    {
        return Ceiling(geometry.GroupOutputChannels, Panel);
    }

    /// <summary>
    /// Whether a kernel row is one tap, whose channels are those of its columns side by side: where single columns would leave so much of their blocks empty
    /// that it takes fewer blocks.
    /// </summary>
    internal static bool MergesColumns(in ConvolutionGeometry geometry)
    {
        return geometry.Groups == 1 && geometry.DilationWidth == 1 && geometry.InputChannels < MostMergedChannels
            && Ceiling(geometry.KernelWidth * geometry.InputChannels, Depth) < geometry.KernelWidth * Ceiling(geometry.InputChannels, Depth);
    }

    /// <summary>Taps of a convolution in its packed weights: kernel positions, or kernel rows, of all terms.</summary>
    internal static int ConvolutionTaps(in ConvolutionGeometry geometry)
    {
        return MergesColumns(geometry) ? geometry.KernelHeight * geometry.WeightTerms : geometry.Taps;
    }

    /// <summary>Blocks of four input channels of one tap of a convolution.</summary>
    internal static int Blocks(in ConvolutionGeometry geometry)
    {
        return Ceiling(MergesColumns(geometry) ? geometry.KernelWidth * geometry.InputChannels : geometry.GroupInputChannels, Depth);
    }

    /// <summary>Panels of a depthwise convolution.</summary>
    internal static int DepthwisePanels(in ConvolutionGeometry geometry)
    {
        return Ceiling(geometry.OutputChannels, Panel);
    }

    /// <summary>Groups of four taps of a depthwise convolution, in all kernel columns of all terms.</summary>
    internal static int TapGroups(in ConvolutionGeometry geometry)
    {
        return geometry.KernelWidth * geometry.WeightTerms * ColumnGroups(geometry);
    }

    /// <summary>Groups of four taps of a kernel column.</summary>
    internal static int ColumnGroups(in ConvolutionGeometry geometry)
    {
        return Ceiling(geometry.KernelHeight, Depth);
    }

    private static int Ceiling(int value, int divisor)
    {
        return (value + divisor - 1) / divisor;
    }

    private static void CheckOnnxLength(ReadOnlySpan<sbyte> onnxWeights, in ConvolutionGeometry geometry)
    {
        geometry.Check();
        var expected = (long)geometry.OutputChannels * geometry.GroupInputChannels * geometry.Taps;
        KernelChecks.Require(onnxWeights.Length == expected, "The weights' length is not outputChannels * inputChannels / groups * taps.");
    }
}
