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
        where TPanels : unmanaged, IFloatPanels
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

    private static void RunTiles<TPanels>(
        FloatConvolutionWindows windows, TPanels weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry)
        where TPanels : unmanaged, IFloatPanels
    {
        var tiles = (geometry.OutputPixels + FloatTile.Rows - 1) / FloatTile.Rows;
        var pairs = PanelPairs(geometry);
        // Few positions, such as the one row of a batch of one, are divided by output channels.
        var byPanels = tiles < pairs;
        var parts = ParallelLoop.Parts(geometry.MultiplyAdds, byPanels ? pairs : tiles);
        var job = new Job<TPanels>(windows, weights, epilogue, geometry, parts, byPanels);
        ParallelLoop.Run(parts, &RunPart<TPanels>, &job);
    }

    /// <summary>One part of the positions with all panels, or all positions with one part of the panels.</summary>
    [SkipLocalsInit]
    private static void RunPart<TPanels>(void* context, int item)
        where TPanels : unmanaged, IFloatPanels
    {
        ref readonly var job = ref *(Job<TPanels>*)context;
        ref readonly var geometry = ref job.Geometry;
        var pairs = PanelPairs(geometry);
        var (firstPair, endPair) = job.ByPanels ? ParallelLoop.Part(pairs, 1, job.Parts, item) : (0, pairs);
        var (firstPixel, endPixel) = job.ByPanels
            ? (0, geometry.OutputPixels)
            : ParallelLoop.Part(geometry.OutputPixels, FloatTile.Rows, job.Parts, item);

        var weights = job.Weights;
        weights.BeginThread();
        var padded = new FloatPaddedInput(geometry);
        var copy = stackalloc float[padded.Length];
        var windows = job.Windows;
        if (padded.Length > 0)
        {
            padded.Copy(windows.Input, copy);
            windows = new FloatConvolutionWindows(copy, padded.Geometry);
        }

        var zeros = stackalloc float[windows.ZeroLength];
        new Span<float>(zeros, windows.ZeroLength).Clear();
        windows.Zeros = zeros;
        var windowCopy = stackalloc float[windows.CopyLength];
        windows.Copy = windowCopy;
        var pointers = stackalloc nint[windows.PointersPerTile];
        for (var group = 0; group < geometry.Groups; group++)
        {
            for (var first = firstPixel; first < endPixel; first += BlockPixels)
            {
                var block = new Block(group, first, (int)Math.Min(BlockPixels, endPixel - first), 2 * (int)firstPair, 2 * (int)endPair);
                RunBlock(windows, (float**)pointers, weights, job.Epilogue, geometry, block);
            }
        }
    }

    /// <summary>Panels are computed two at a time.</summary>
    private static int PanelPairs(in ConvolutionGeometry geometry)
    {
        return (geometry.GroupOutputChannels + FloatTile.Columns - 1) / FloatTile.Columns;
    }

    [SkipLocalsInit]
    private static void RunBlock<TPanels>(
        FloatConvolutionWindows windows,
        float** pointers,
        TPanels weights,
        in FloatTileOutput epilogue,
        in ConvolutionGeometry geometry,
        in Block block)
        where TPanels : unmanaged, IFloatPanels
    {
        var columns = geometry.OutputChannels / geometry.Groups;
        var panels = (columns + FloatTile.PanelWidth - 1) / FloatTile.PanelWidth;
        var reduction = (long)geometry.KernelHeight * geometry.KernelWidth * windows.GroupChannels;
        var end = Math.Min(block.EndPanel, panels);
        for (int panel = block.FirstPanel, count; panel < end; panel += count)
        {
            count = FloatTile.PanelsAtOnce(end - panel, reduction);
            var packed = weights.Read((block.Group * panels) + panel, count);
            var first = panel * FloatTile.PanelWidth;
            var width = Math.Min(count * FloatTile.PanelWidth, columns - first);
            var column = (block.Group * columns) + first;
            windows.MoveTo(block.FirstPixel);
            for (var done = 0; done < block.Pixels; done += FloatTile.Rows)
            {
                var rows = Math.Min(FloatTile.Rows, block.Pixels - done);
                var segments = windows.NextTile(pointers, rows, block.Group, out var segmentLength);
                FloatTile.Compute(pointers, segments, segmentLength, packed, epilogue, block.FirstPixel + done, rows, column, width);
            }
        }
    }

    /// <summary>The definition, one output at a time, for kernels too large for scratch memory on the stack.</summary>
    private static void RunPlain<TPanels>(float* input, TPanels weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry)
        where TPanels : unmanaged, IFloatPanels
    {
        weights.BeginThread();
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

    /// <summary>Output pixels, and panels of output channels, that are computed together.</summary>
    private readonly record struct Block(int Group, long FirstPixel, int Pixels, int FirstPanel, int EndPanel);

    /// <summary>What the parts of a convolution work on.</summary>
    private readonly struct Job<TPanels>(
        FloatConvolutionWindows windows, TPanels weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry, int parts, bool byPanels)
        where TPanels : unmanaged, IFloatPanels
    {
        internal readonly FloatConvolutionWindows Windows = windows;
        internal readonly TPanels Weights = weights;
        internal readonly FloatTileOutput Epilogue = epilogue;
        internal readonly ConvolutionGeometry Geometry = geometry;
        internal readonly int Parts = parts;
        internal readonly bool ByPanels = byPanels;
    }
}
