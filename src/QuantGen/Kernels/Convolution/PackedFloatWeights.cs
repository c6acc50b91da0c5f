using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Brings float weights from ONNX's order into the order that the float kernels read. For the compiler: it runs at build time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedFloatWeights
{
    /// <summary>Output channels that lie side by side in a panel.</summary>
    public const int PanelWidth = FloatTile.PanelWidth;

    /// <summary>The number of packed elements of <see cref="Convolution"/>.</summary>
    /// <param name="geometry">The convolution.</param>
    public static int ConvolutionLength(in ConvolutionGeometry geometry)
    {
        var panels = Panels(geometry.OutputChannels / geometry.Groups);
        var reduction = geometry.KernelHeight * geometry.KernelWidth * (geometry.InputChannels / geometry.Groups);
        return checked(geometry.Groups * panels * reduction * PanelWidth);
    }

    /// <summary>Packs the weights of <see cref="FloatConvolution"/>.</summary>
    /// <param name="weights">ONNX's order <c>[outputChannels, inputChannels / groups, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="geometry">The convolution.</param>
    /// <returns>Per group, per panel of 16 output channels: <c>[taps][inputChannels / groups][16]</c>, zero beyond the last channel.</returns>
    public static float[] Convolution(ReadOnlySpan<float> weights, in ConvolutionGeometry geometry)
    {
        var taps = geometry.KernelHeight * geometry.KernelWidth;
        var channels = geometry.InputChannels / geometry.Groups;
        var groupOutputs = geometry.OutputChannels / geometry.Groups;
        KernelChecks.AtLeast(weights, (long)geometry.OutputChannels * channels * taps);
        var packed = new float[ConvolutionLength(geometry)];
        var groupLength = Panels(groupOutputs) * taps * channels * PanelWidth;
        for (var output = 0; output < geometry.OutputChannels; output++)
        {
            var (group, column) = Math.DivRem(output, groupOutputs);
            var start = (group * groupLength) + (column / PanelWidth * taps * channels * PanelWidth) + (column % PanelWidth);
            for (var tap = 0; tap < taps; tap++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    packed[start + (((tap * channels) + channel) * PanelWidth)] = weights[(((output * channels) + channel) * taps) + tap];
                }
            }
        }

        return packed;
    }

    /// <summary>Packs the weights of <see cref="FloatDepthwiseConvolution"/>.</summary>
    /// <param name="weights">ONNX's order <c>[outputChannels, 1, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="geometry">The convolution; its groups equal its input channels.</param>
    /// <returns><c>[taps][outputChannels]</c>.</returns>
    public static float[] Depthwise(ReadOnlySpan<float> weights, in ConvolutionGeometry geometry)
    {
        var taps = geometry.KernelHeight * geometry.KernelWidth;
        KernelChecks.AtLeast(weights, (long)geometry.OutputChannels * taps);
        var packed = new float[geometry.OutputChannels * taps];
        for (var output = 0; output < geometry.OutputChannels; output++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                packed[(tap * geometry.OutputChannels) + output] = weights[(output * taps) + tap];
            }
        }

        return packed;
    }

    /// <summary>The number of packed elements of <see cref="MatrixProduct"/>.</summary>
    /// <param name="reduction">Rows of the right operand.</param>
    /// <param name="columns">Columns of the right operand.</param>
    public static int MatrixProductLength(int reduction, int columns)
    {
        return checked(Panels(columns) * reduction * PanelWidth);
    }

    /// <summary>Packs the constant right operand of <see cref="FloatMatrixProduct.Run"/>.</summary>
    /// <param name="weights"><c>[reduction, columns]</c>, or <c>[columns, reduction]</c> when <paramref name="transposed"/>.</param>
    /// <param name="reduction">Rows of the right operand.</param>
    /// <param name="columns">Columns of the right operand.</param>
    /// <param name="transposed">Whether the operand is stored with its columns first, as a Gemm with <c>transB</c> has it.</param>
    /// <returns><c>[columns / 16][reduction][16]</c>, zero beyond the last column.</returns>
    public static float[] MatrixProduct(ReadOnlySpan<float> weights, int reduction, int columns, bool transposed)
    {
        var packed = new float[MatrixProductLength(reduction, columns)];
        Pack(weights, packed, reduction, columns, transposed);
        return packed;
    }

    /// <summary>As <see cref="MatrixProduct"/>, while the model runs: for weights that are no constants.</summary>
    /// <param name="weights">From element <paramref name="first"/> on, <c>[columns, reduction]</c>.</param>
    /// <param name="packed"><see cref="MatrixProductLength"/> elements.</param>
    /// <param name="first">Where the operand begins.</param>
    /// <param name="reduction">Rows of the right operand.</param>
    /// <param name="columns">Columns of the right operand.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Pack(ReadOnlySpan<float> weights, Span<float> packed, int first, int reduction, int columns)
    {
        var length = MatrixProductLength(reduction, columns);
        KernelChecks.AtLeast<float>(packed, length);
        packed[..length].Clear();
        Pack(weights[first..], packed, reduction, columns, transposed: true);
    }

    private static void Pack(ReadOnlySpan<float> weights, Span<float> packed, int reduction, int columns, bool transposed)
    {
        KernelChecks.AtLeast(weights, (long)reduction * columns);
        for (var column = 0; column < columns; column++)
        {
            var start = (column / PanelWidth * reduction * PanelWidth) + (column % PanelWidth);
            for (var row = 0; row < reduction; row++)
            {
                packed[start + (row * PanelWidth)] = transposed ? weights[(column * reduction) + row] : weights[(row * columns) + column];
            }
        }
    }

    private static int Panels(int columns)
    {
        return (columns + PanelWidth - 1) / PanelWidth;
    }
}
