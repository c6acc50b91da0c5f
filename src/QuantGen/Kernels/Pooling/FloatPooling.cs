using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Float pooling over channels-last tensors.</summary>
/// <remarks>Vectors run along the channels; a window is read in ascending order of row and column.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class FloatPooling
{
    /// <summary>The largest value of each window. Padding and NaN never win; a window without input gives negative infinity.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, channels]</c>.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, channels]</c>. It must not overlap the input.</param>
    /// <param name="geometry">The dimensions.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Max(ReadOnlySpan<float> input, Span<float> output, in PoolingGeometry geometry)
    {
        Run<MaximumFold>(input, output, geometry, countIncludePadding: false);
    }

    /// <summary>The mean of each window: its sum divided by the number of its taps.</summary>
    /// <param name="input"><c>[batch, inputHeight, inputWidth, channels]</c>.</param>
    /// <param name="output"><c>[batch, outputHeight, outputWidth, channels]</c>. It must not overlap the input.</param>
    /// <param name="geometry">The dimensions.</param>
    /// <param name="countIncludePadding">Whether to divide by all taps of the window, or by those within the input.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Average(ReadOnlySpan<float> input, Span<float> output, in PoolingGeometry geometry, bool countIncludePadding)
    {
        Run<MeanFold>(input, output, geometry, countIncludePadding);
    }

    /// <summary>The mean of each channel over a whole sample.</summary>
    /// <param name="input"><c>[batch, spatial, channels]</c>.</param>
    /// <param name="output"><c>[batch, channels]</c>.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="spatial">Pixels of a sample.</param>
    /// <param name="channels">Channels.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void GlobalAverage(ReadOnlySpan<float> input, Span<float> output, int batch, int spatial, int channels)
    {
        Reduction.Mean(input, output, batch, spatial, channels);
    }

    /// <summary>The largest value of each channel over a whole sample. NaN never wins.</summary>
    /// <param name="input"><c>[batch, spatial, channels]</c>.</param>
    /// <param name="output"><c>[batch, channels]</c>.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="spatial">Pixels of a sample.</param>
    /// <param name="channels">Channels.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void GlobalMax(ReadOnlySpan<float> input, Span<float> output, int batch, int spatial, int channels)
    {
        Reduction.Max(input, output, batch, spatial, channels);
    }

    private static void Run<TFold>(ReadOnlySpan<float> input, Span<float> output, in PoolingGeometry geometry, bool countIncludePadding)
        where TFold : struct, IFold
    {
        var smallest = Math.Min(
            Math.Min(geometry.StrideHeight, geometry.StrideWidth), Math.Min(geometry.DilationHeight, geometry.DilationWidth));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallest, nameof(geometry));
        var inputs = ShapeChecks.Elements([geometry.Batch, geometry.InputHeight, geometry.InputWidth, geometry.Channels]);
        var outputs = ShapeChecks.Elements([geometry.Batch, geometry.OutputHeight, geometry.OutputWidth, geometry.Channels]);
        KernelChecks.AtLeast(input, inputs);
        KernelChecks.AtLeast<float>(output, outputs);
        fixed (float* firstInput = input, firstOutput = output)
        {
            var target = firstOutput;
            for (var sample = 0; sample < geometry.Batch; sample++)
            {
                var image = firstInput + ((nint)sample * geometry.InputHeight * geometry.InputWidth * geometry.Channels);
                for (var row = 0; row < geometry.OutputHeight; row++)
                {
                    var rows = WindowRange.Rows(geometry, row);
                    for (var column = 0; column < geometry.OutputWidth; column++)
                    {
                        var columns = WindowRange.Columns(geometry, column);
                        var taps = countIncludePadding ? geometry.KernelHeight * geometry.KernelWidth : rows.Count * columns.Count;
                        RunPixel<TFold>(image, target, geometry, rows, columns, taps);
                        target += geometry.Channels;
                    }
                }
            }
        }
    }

    private static void RunPixel<TFold>(
        float* image, float* output, in PoolingGeometry geometry, WindowRange rows, WindowRange columns, int taps)
        where TFold : struct, IFold
    {
        for (var channel = 0; channel < geometry.Channels; channel += Vector512<float>.Count)
        {
            var width = Math.Min(Vector512<float>.Count, geometry.Channels - channel);
            var folded = TFold.Start;
            for (var row = rows.First; row < rows.End; row++)
            {
                var line = image + ((nint)rows.Position(row) * geometry.InputWidth * geometry.Channels) + channel;
                for (var column = columns.First; column < columns.End; column++)
                {
                    folded = TFold.Fold(folded, PartialVector.Load(line + ((nint)columns.Position(column) * geometry.Channels), width));
                }
            }

            PartialVector.Store(TFold.Finish(folded, taps), output + channel, width);
        }
    }
}
