using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Two-dimensional float convolution in which every group has one input channel, over channels-last tensors.</summary>
/// <remarks>
/// Each output starts from its bias and adds input times weight in ascending order of kernel row and kernel column; taps in the
/// padding are skipped. The residual is added last, then the result is clamped. Vectors run along the channels.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class FloatDepthwiseConvolution
{
    private const int Lanes = 16;

    /// <summary>Convolves.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, inputChannels]</c>.</param>
    /// <param name="weights">Packed by <see cref="PackedFloatWeights.Depthwise"/>: <c>[taps][outputChannels]</c>.</param>
    /// <param name="bias"><c>[outputChannels]</c>, or empty.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, outputChannels]</c>.</param>
    /// <param name="geometry">The dimensions. <c>groups</c> equals <c>inputChannels</c>; <c>outputChannels</c> is a multiple of it.</param>
    /// <param name="low">Lower bound of the result, negative infinity for none.</param>
    /// <param name="high">Upper bound of the result, infinity for none.</param>
    /// <param name="residual">Added before the clamp; the output's shape, or empty. It may be the output itself.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry, or the geometry is not depthwise.</exception>
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
        KernelChecks.AtLeast(weights, (long)geometry.KernelHeight * geometry.KernelWidth * geometry.OutputChannels);
        if (geometry.Groups != geometry.InputChannels)
        {
            throw new ArgumentException("A depthwise convolution has as many groups as input channels.", nameof(geometry));
        }

        fixed (float* inputs = input, packed = weights, biases = bias, outputs = output, residuals = residual)
        {
            var epilogue = new FloatTileOutput(biases, residuals, outputs, geometry.OutputChannels, low, high);
            var job = new Job(inputs, packed, epilogue, geometry, ParallelLoop.Parts(geometry.MultiplyAdds, geometry.OutputLines));
            ParallelLoop.Run(job.Parts, &RunLines, &job);
        }
    }

    /// <summary>One part of the output's lines, all images together.</summary>
    private static void RunLines(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        ref readonly var geometry = ref job.Geometry;
        var (line, endLine) = ParallelLoop.Part(geometry.OutputLines, 1, job.Parts, item);
        for (var pixel = line * geometry.OutputWidth; line < endLine; line++)
        {
            var (sample, row) = Math.DivRem((int)line, geometry.OutputHeight);
            var image = job.Input + ((nint)sample * geometry.InputHeight * geometry.InputWidth * geometry.InputChannels);
            for (var column = 0; column < geometry.OutputWidth; column++)
            {
                RunPixel(image, job.Weights, job.Epilogue, geometry, row, column, pixel++);
            }
        }
    }

    private static void RunPixel(
        float* image, float* weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry, int row, int column, long pixel)
    {
        var rows = WindowRange.Rows(geometry, row);
        var columns = WindowRange.Columns(geometry, column);
        var multiplier = geometry.OutputChannels / geometry.InputChannels;
        var channel = 0;
        for (; multiplier == 1 && channel <= geometry.OutputChannels - (4 * Lanes); channel += 4 * Lanes)
        {
            RunFourVectors(image + channel, weights + channel, epilogue, geometry, rows, columns, channel, pixel);
        }

        for (; channel < geometry.OutputChannels; channel += Lanes)
        {
            RunChannels(image, weights + channel, epilogue, geometry, rows, columns, channel, pixel);
        }
    }

    /// <summary>Sixty-four channels of a pixel, when every input channel has one output channel.</summary>
    private static void RunFourVectors(
        float* image,
        float* weights,
        in FloatTileOutput epilogue,
        in ConvolutionGeometry geometry,
        WindowRange rows,
        WindowRange columns,
        int channel,
        long pixel)
    {
        var first = epilogue.Begin(channel, Lanes);
        var second = epilogue.Begin(channel + Lanes, Lanes);
        var third = epilogue.Begin(channel + (2 * Lanes), Lanes);
        var fourth = epilogue.Begin(channel + (3 * Lanes), Lanes);
        for (var tapRow = rows.First; tapRow < rows.End; tapRow++)
        {
            var line = image + ((nint)rows.Position(tapRow) * geometry.InputWidth * geometry.InputChannels);
            var tapLine = weights + ((nint)tapRow * geometry.KernelWidth * geometry.OutputChannels);
            for (var tapColumn = columns.First; tapColumn < columns.End; tapColumn++)
            {
                var source = line + ((nint)columns.Position(tapColumn) * geometry.InputChannels);
                var tap = tapLine + ((nint)tapColumn * geometry.OutputChannels);
                first += Vector512.Load(source) * Vector512.Load(tap);
                second += Vector512.Load(source + Lanes) * Vector512.Load(tap + Lanes);
                third += Vector512.Load(source + (2 * Lanes)) * Vector512.Load(tap + (2 * Lanes));
                fourth += Vector512.Load(source + (3 * Lanes)) * Vector512.Load(tap + (3 * Lanes));
            }
        }

        epilogue.End(first, pixel, channel, Lanes);
        epilogue.End(second, pixel, channel + Lanes, Lanes);
        epilogue.End(third, pixel, channel + (2 * Lanes), Lanes);
        epilogue.End(fourth, pixel, channel + (3 * Lanes), Lanes);
    }

    /// <summary>Up to sixteen output channels of a pixel, for any number of output channels per input channel.</summary>
    private static void RunChannels(
        float* image,
        float* weights,
        in FloatTileOutput epilogue,
        in ConvolutionGeometry geometry,
        WindowRange rows,
        WindowRange columns,
        int channel,
        long pixel)
    {
        var count = Math.Min(Lanes, geometry.OutputChannels - channel);
        var multiplier = geometry.OutputChannels / geometry.InputChannels;
        var sums = epilogue.Begin(channel, count);
        for (var tapRow = rows.First; tapRow < rows.End; tapRow++)
        {
            var line = image + ((nint)rows.Position(tapRow) * geometry.InputWidth * geometry.InputChannels);
            var tapLine = weights + ((nint)tapRow * geometry.KernelWidth * geometry.OutputChannels);
            for (var tapColumn = columns.First; tapColumn < columns.End; tapColumn++)
            {
                var source = line + ((nint)columns.Position(tapColumn) * geometry.InputChannels);
                var tap = tapLine + ((nint)tapColumn * geometry.OutputChannels);
                sums += LoadInputs(source, channel, count, multiplier) * PartialVector.Load(tap, count);
            }
        }

        epilogue.End(sums, pixel, channel, count);
    }

    /// <summary>The inputs of neighbouring output channels, each input channel repeated for all of its outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadInputs(float* source, int channel, int count, int multiplier)
    {
        return multiplier == 1 ? PartialVector.Load(source + channel, count) : LoadRepeated(source, channel, count, multiplier);
    }

    [SkipLocalsInit]
    private static Vector512<float> LoadRepeated(float* source, int channel, int count, int multiplier)
    {
        var lanes = stackalloc float[Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            lanes[lane] = source[(channel + lane) / multiplier];
        }

        return PartialVector.Load(lanes, count);
    }

    /// <summary>What the parts of a convolution work on.</summary>
    private readonly struct Job(float* input, float* weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry, int parts)
    {
        internal readonly float* Input = input;
        internal readonly float* Weights = weights;
        internal readonly FloatTileOutput Epilogue = epilogue;
        internal readonly ConvolutionGeometry Geometry = geometry;
        internal readonly int Parts = parts;
    }
}
