using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Two-dimensional float convolution in which every group has one input channel, over channels-last tensors.</summary>
/// <remarks>
/// Each output starts from its bias and adds input times weight in ascending order of kernel row and kernel column; taps in the
/// padding are skipped. The residual is added last, then the result is clamped. Vectors run along the channels.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class FloatDepthwiseConvolution
{
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

    /// <summary>One part of the output's lines, image by image.</summary>
    private static void RunLines(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        var height = job.Geometry.OutputHeight;
        var (line, endLine) = ParallelLoop.Part(job.Geometry.OutputLines, 1, job.Parts, item);
        while (line < endLine)
        {
            var (sample, row) = Math.DivRem(line, height);
            var rows = (int)Math.Min(endLine - line, height - row);
            RunRows(job, (int)sample, (int)row, (int)row + rows);
            line += rows;
        }
    }

    /// <summary>Rows of one image. Positions are taken together along a row or, in a narrow image, down a column.</summary>
    private static void RunRows(in Job job, int sample, int row, int endRow)
    {
        ref readonly var geometry = ref job.Geometry;
        var (firstInside, endInside) = WindowRange.InsideRows(geometry);
        var (firstColumn, endColumn) = WindowRange.InsideColumns(geometry);
        if (endColumn - firstColumn < FloatDepthwisePositions.TileCount && endInside - firstInside > endColumn - firstColumn)
        {
            firstInside = Math.Clamp(firstInside, row, endRow);
            endInside = Math.Clamp(endInside, firstInside, endRow);
            RunEach(job, sample, row, firstInside, 0, geometry.OutputWidth);
            for (var column = 0; column < geometry.OutputWidth; column++)
            {
                new FloatDepthwisePositions(geometry, job.Input, job.Weights, sample, firstInside, column, isColumn: true)
                    .Run(endInside - firstInside, job.Epilogue);
            }

            RunEach(job, sample, endInside, endRow, 0, geometry.OutputWidth);
            return;
        }

        for (; row < endRow; row++)
        {
            RunEach(job, sample, row, row + 1, 0, firstColumn);
            new FloatDepthwisePositions(geometry, job.Input, job.Weights, sample, row, firstColumn, isColumn: false)
                .Run(endColumn - firstColumn, job.Epilogue);
            RunEach(job, sample, row, row + 1, endColumn, geometry.OutputWidth);
        }
    }

    /// <summary>Positions at the border, one by one.</summary>
    private static void RunEach(in Job job, int sample, int row, int endRow, int column, int endColumn)
    {
        for (; row < endRow; row++)
        {
            for (var x = column; x < endColumn; x++)
            {
                new FloatDepthwisePositions(job.Geometry, job.Input, job.Weights, sample, row, x, isColumn: false).Run(1, job.Epilogue);
            }
        }
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
