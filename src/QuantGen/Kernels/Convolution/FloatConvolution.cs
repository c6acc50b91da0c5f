using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Two-dimensional float convolution over channels-last tensors. A one-dimensional one has height 1.</summary>
/// <remarks>
/// Each output starts from its bias and adds input times weight in ascending order of kernel row, kernel column and channel; padding
/// reads zero. The residual is added last, then the result is clamped.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class FloatConvolution
{
    /// <summary>Output pixels that go through all the weights before the next ones: their inputs stay in the cache.</summary>
    private const int BlockPixels = 192;

    /// <summary>The most elements of scratch memory on the stack; what needs more takes the plain form.</summary>
    private const int MaximumScratch = 8192;

    /// <summary>Convolves.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, inputChannels]</c>.</param>
    /// <param name="weights">Packed by <see cref="PackedFloatWeights.Convolution"/>.</param>
    /// <param name="bias"><c>[outputChannels]</c>, or empty.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, outputChannels]</c>.</param>
    /// <param name="geometry">The dimensions.</param>
    /// <param name="low">Lower bound of the result, negative infinity for none.</param>
    /// <param name="high">Upper bound of the result, infinity for none.</param>
    /// <param name="residual">Added before the clamp; the output's shape, or empty. It may be the output itself.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        Span<float> output,
        in ConvolutionGeometry geometry,
        float low,
        float high,
        ReadOnlySpan<float> residual)
    {
        ConvolutionChecks.Require(input, bias, output, geometry, residual);
        KernelChecks.AtLeast(weights, PackedFloatWeights.ConvolutionLength(geometry));
        fixed (float* inputs = input, packed = weights, biases = bias, outputs = output, residuals = residual)
        {
            var epilogue = new FloatTileOutput(biases, residuals, outputs, geometry.OutputChannels, low, high);
            var panelLength = (nint)geometry.KernelHeight * geometry.KernelWidth * (geometry.InputChannels / geometry.Groups) * FloatTile.PanelWidth;
            Run(inputs, new FloatPanels(packed, panelLength), epilogue, geometry);
        }
    }

    /// <summary>Convolves with weights that are stored in any way.</summary>
    /// <param name="input">The input.</param>
    /// <param name="weights">The panels of the first group, then of the next.</param>
    /// <param name="epilogue">Bias, residual, clamp and output.</param>
    /// <param name="geometry">The dimensions; all lengths are checked.</param>
    internal static void Run<TPanels>(float* input, TPanels weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry)
        where TPanels : struct, IFloatPanels
    {
        var windows = new FloatConvolutionWindows(input, geometry);
        if (windows.PointersPerTile > MaximumScratch || windows.ZeroLength > MaximumScratch)
        {
            RunPlain(input, weights, epilogue, geometry);
        }
        else
        {
            RunTiles(windows, weights, epilogue, geometry);
        }
    }

    [SkipLocalsInit]
    private static void RunTiles<TPanels>(
        FloatConvolutionWindows windows, TPanels weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry)
        where TPanels : struct, IFloatPanels
    {
        var zeros = stackalloc float[windows.ZeroLength];
        new Span<float>(zeros, windows.ZeroLength).Clear();
        windows.Zeros = zeros;
        var pointers = stackalloc nint[windows.PointersPerTile];
        var pixels = (long)geometry.Batch * geometry.OutputHeight * geometry.OutputWidth;
        for (var group = 0; group < geometry.Groups; group++)
        {
            for (long first = 0; first < pixels; first += BlockPixels)
            {
                var count = (int)Math.Min(BlockPixels, pixels - first);
                RunBlock(windows, (float**)pointers, weights, epilogue, geometry, group, first, count);
            }
        }
    }

    [SkipLocalsInit]
    private static void RunBlock<TPanels>(
        FloatConvolutionWindows windows,
        float** pointers,
        TPanels weights,
        in FloatTileOutput epilogue,
        in ConvolutionGeometry geometry,
        int group,
        long firstPixel,
        int pixelCount)
        where TPanels : struct, IFloatPanels
    {
        var tile = stackalloc float[FloatTile.MaximumRows * FloatTile.Columns];
        var columns = geometry.OutputChannels / geometry.Groups;
        var panelLength = (nint)geometry.KernelHeight * geometry.KernelWidth * windows.GroupChannels * FloatTile.PanelWidth;
        var panels = (columns + FloatTile.PanelWidth - 1) / FloatTile.PanelWidth;
        for (var panel = 0; panel < panels; panel += 2)
        {
            var packed = weights.Read((group * panels) + panel, Math.Min(2, panels - panel));
            var nextPanel = panel + 1 < panels ? packed + panelLength : null;
            var column = panel * FloatTile.PanelWidth;
            var width = Math.Min(FloatTile.Columns, columns - column);
            column += group * columns;
            windows.MoveTo(firstPixel);
            for (var done = 0; done < pixelCount; done += FloatTile.Rows)
            {
                var rows = Math.Min(FloatTile.Rows, pixelCount - done);
                var segments = windows.NextTile(pointers, rows, group, out var segmentLength);
                epilogue.BeginTile(tile, FloatTile.Rows, column, width);
                FloatTile.Accumulate(pointers, rows, segments, segmentLength, packed, nextPanel, tile);
                epilogue.EndTile(tile, firstPixel + done, rows, column, width);
            }
        }
    }

    /// <summary>The definition, one output at a time, for kernels too large for scratch memory on the stack.</summary>
    private static void RunPlain<TPanels>(float* input, TPanels weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry)
        where TPanels : struct, IFloatPanels
    {
        var channels = geometry.InputChannels / geometry.Groups;
        var columns = geometry.OutputChannels / geometry.Groups;
        var panels = (columns + FloatTile.PanelWidth - 1) / FloatTile.PanelWidth;
        var pixels = (long)geometry.Batch * geometry.OutputHeight * geometry.OutputWidth;
        for (var output = 0; output < geometry.OutputChannels; output++)
        {
            var (group, column) = Math.DivRem(output, columns);
            var (panel, lane) = Math.DivRem(column, FloatTile.PanelWidth);
            var packed = weights.Read((group * panels) + panel, 1) + lane;
            var bias = epilogue.Begin(output, 1).ToScalar();
            for (long pixel = 0; pixel < pixels; pixel++)
            {
                var sum = AccumulatePlain(bias, input + (group * channels), packed, pixel, channels, geometry);
                epilogue.End(Vector512.CreateScalar(sum), pixel, output, 1);
            }
        }
    }

    private static float AccumulatePlain(
        float sum, float* input, float* weights, long pixel, int channels, in ConvolutionGeometry geometry)
    {
        var (line, x) = Math.DivRem(pixel, geometry.OutputWidth);
        var (sample, y) = Math.DivRem(line, geometry.OutputHeight);
        for (var tap = 0; tap < geometry.KernelHeight * geometry.KernelWidth; tap++)
        {
            var (kernelRow, kernelColumn) = Math.DivRem(tap, geometry.KernelWidth);
            var row = (y * geometry.StrideHeight) - geometry.PadTop + (kernelRow * geometry.DilationHeight);
            var column = (x * geometry.StrideWidth) - geometry.PadLeft + (kernelColumn * geometry.DilationWidth);
            var inside = row >= 0 && row < geometry.InputHeight && column >= 0 && column < geometry.InputWidth;
            var pixelOffset = ((((sample * geometry.InputHeight) + row) * geometry.InputWidth) + column) * geometry.InputChannels;
            for (var channel = 0; channel < channels; channel++)
            {
                var value = inside ? input[(nint)pixelOffset + channel] : 0f;
                sum += value * *weights;
                weights += FloatTile.PanelWidth;
            }
        }

        return sum;
    }
}
