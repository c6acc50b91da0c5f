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
        FloatConvolutionChecks.Require(input, bias, output, geometry, residual);
        KernelChecks.AtLeast(weights, (long)geometry.KernelHeight * geometry.KernelWidth * geometry.OutputChannels);
        if (geometry.Groups != geometry.InputChannels)
        {
            throw new ArgumentException("A depthwise convolution has as many groups as input channels.", nameof(geometry));
        }

        fixed (float* inputs = input, packed = weights, biases = bias, outputs = output, residuals = residual)
        {
            var epilogue = new FloatTileOutput(biases, residuals, outputs, geometry.OutputChannels, low, high);
            long pixel = 0;
            for (var sample = 0; sample < geometry.Batch; sample++)
            {
                var image = inputs + ((nint)sample * geometry.InputHeight * geometry.InputWidth * geometry.InputChannels);
                for (var row = 0; row < geometry.OutputHeight; row++)
                {
                    for (var column = 0; column < geometry.OutputWidth; column++)
                    {
                        RunPixel(image, packed, epilogue, geometry, row, column, pixel++);
                    }
                }
            }
        }
    }

    [SkipLocalsInit]
    private static void RunPixel(
        float* image, float* weights, in FloatTileOutput epilogue, in ConvolutionGeometry geometry, int row, int column, long pixel)
    {
        var tile = stackalloc float[FloatTile.Columns];
        var rows = new WindowRange((row * geometry.StrideHeight) - geometry.PadTop, geometry.KernelHeight, geometry.DilationHeight, geometry.InputHeight);
        var columns = new WindowRange((column * geometry.StrideWidth) - geometry.PadLeft, geometry.KernelWidth, geometry.DilationWidth, geometry.InputWidth);
        for (var channel = 0; channel < geometry.OutputChannels; channel += FloatTile.Columns)
        {
            var count = Math.Min(FloatTile.Columns, geometry.OutputChannels - channel);
            epilogue.Begin(tile, 1, channel, count);
            for (var tapRow = rows.First; tapRow < rows.End; tapRow++)
            {
                for (var tapColumn = columns.First; tapColumn < columns.End; tapColumn++)
                {
                    var pixelInput = image + (((nint)rows.Position(tapRow) * geometry.InputWidth) + columns.Position(tapColumn)) * geometry.InputChannels;
                    var tap = weights + ((((nint)tapRow * geometry.KernelWidth) + tapColumn) * geometry.OutputChannels) + channel;
                    AccumulateTap(pixelInput, tap, tile, channel, count, geometry.OutputChannels / geometry.InputChannels);
                }
            }

            epilogue.End(tile, pixel, 1, channel, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AccumulateTap(float* pixelInput, float* weights, float* tile, int channel, int count, int multiplier)
    {
        if (multiplier == 1 && count == FloatTile.Columns)
        {
            var input = pixelInput + channel;
            (Vector512.Load(tile) + (Vector512.Load(input) * Vector512.Load(weights))).Store(tile);
            (Vector512.Load(tile + 16) + (Vector512.Load(input + 16) * Vector512.Load(weights + 16))).Store(tile + 16);
            return;
        }

        for (var lane = 0; lane < count; lane++)
        {
            tile[lane] += pixelInput[(channel + lane) / multiplier] * weights[lane];
        }
    }
}
