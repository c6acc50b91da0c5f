using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Output positions of a depthwise convolution, one beside or below the other, that read the same taps.</summary>
internal readonly unsafe struct FloatDepthwisePositions
{
    /// <summary>Positions that share what is read of the weights.</summary>
    internal const int TileCount = 4;

    private const int Lanes = 16;

    private readonly float* _input;
    private readonly float* _weights;
    private readonly int _tapRows;
    private readonly int _tapColumns;
    private readonly nint _tapRowStep;
    private readonly nint _tapStep;
    private readonly nint _weightRowStep;
    private readonly nint _weightStep;
    private readonly nint _inputStep;
    private readonly nint _firstPixel;
    private readonly nint _pixelStep;
    private readonly int _channels;
    private readonly int _multiplier;

    /// <summary>Begins at an output position.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="input">Its input.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="sample">The image.</param>
    /// <param name="row">Row of the first position.</param>
    /// <param name="column">Column of the first position.</param>
    /// <param name="isColumn">Whether the next ones are below it, and not beside it.</param>
    internal FloatDepthwisePositions(
        in ConvolutionGeometry geometry, float* input, float* weights, int sample, int row, int column, bool isColumn)
    {
        var rows = WindowRange.Rows(geometry, row);
        var columns = WindowRange.Columns(geometry, column);
        var lineLength = (nint)geometry.InputWidth * geometry.InputChannels;
        var line = ((nint)sample * geometry.InputHeight) + rows.Position(rows.First);
        _input = input + (line * lineLength) + ((nint)columns.Position(columns.First) * geometry.InputChannels);
        _inputStep = isColumn ? geometry.StrideHeight * lineLength : (nint)geometry.StrideWidth * geometry.InputChannels;
        _weightStep = geometry.OutputChannels;
        _weightRowStep = geometry.KernelWidth * _weightStep;
        _weights = weights + (rows.First * _weightRowStep) + (columns.First * _weightStep);
        _tapRows = rows.Count;
        _tapRowStep = geometry.DilationHeight * lineLength;
        _tapColumns = columns.Count;
        _tapStep = (nint)geometry.DilationWidth * geometry.InputChannels;
        _firstPixel = ((((nint)sample * geometry.OutputHeight) + row) * geometry.OutputWidth) + column;
        _pixelStep = isColumn ? geometry.OutputWidth : 1;
        _channels = geometry.OutputChannels;
        _multiplier = geometry.OutputChannels / geometry.InputChannels;
    }

    /// <summary>Computes the first positions.</summary>
    internal void Run(int count, in FloatTileOutput output)
    {
        var done = 0;
        if (Vector512.IsHardwareAccelerated && _multiplier == 1)
        {
            if (_tapRows == 3 && _tapColumns == 3)
            {
                var channel = 0;
                for (; channel <= _channels - Lanes; channel += Lanes)
                {
                    RunThreeByThree(count, channel, output);
                }

                for (; done < count && channel < _channels; done++)
                {
                    RunVector(done, channel, output);
                }

                return;
            }

            for (; done <= count - TileCount; done += TileCount)
            {
                var channel = 0;
                for (; channel <= _channels - (2 * Lanes); channel += 2 * Lanes)
                {
                    RunTile(done, channel, output);
                }

                for (var position = 0; position < TileCount && channel < _channels; position++)
                {
                    RunPosition(done + position, channel, output);
                }
            }
        }

        for (; done < count; done++)
        {
            RunPosition(done, 0, output);
        }
    }

    /// <summary>The channels of a position from one on.</summary>
    private void RunPosition(int position, int channel, in FloatTileOutput output)
    {
        for (; _multiplier == 1 && channel <= _channels - (4 * Lanes); channel += 4 * Lanes)
        {
            RunFourVectors(position, channel, output);
        }

        for (; channel < _channels; channel += Lanes)
        {
            RunVector(position, channel, output);
        }
    }

    /// <summary>All positions times 16 channels, with the nine weights in registers.</summary>
    private void RunThreeByThree(int count, int channel, in FloatTileOutput output)
    {
        var weights = _weights + channel;
        Vector512<float> w00 = Vector512.Load(weights), w01 = Vector512.Load(weights + _weightStep), w02 = Vector512.Load(weights + (2 * _weightStep));
        weights += _weightRowStep;
        Vector512<float> w10 = Vector512.Load(weights), w11 = Vector512.Load(weights + _weightStep), w12 = Vector512.Load(weights + (2 * _weightStep));
        weights += _weightRowStep;
        Vector512<float> w20 = Vector512.Load(weights), w21 = Vector512.Load(weights + _weightStep), w22 = Vector512.Load(weights + (2 * _weightStep));

        var bias = output.Begin(channel, Lanes);
        Vector512<float> low = Vector512.Create(output.Low), high = Vector512.Create(output.High);
        float* target = output.Output, residual = output.Residual;
        var (offset, offsetStep) = ((_firstPixel * output.Stride) + channel, _pixelStep * output.Stride);
        float* x0 = _input + channel, x1 = x0 + _tapRowStep, x2 = x1 + _tapRowStep;
        var (second, third, step) = (_tapStep, 2 * _tapStep, _inputStep);
        for (; count > 0; count--)
        {
            var sums = bias + (Vector512.Load(x0) * w00);
            sums += Vector512.Load(x0 + second) * w01;
            sums += Vector512.Load(x0 + third) * w02;
            sums += Vector512.Load(x1) * w10;
            sums += Vector512.Load(x1 + second) * w11;
            sums += Vector512.Load(x1 + third) * w12;
            sums += Vector512.Load(x2) * w20;
            sums += Vector512.Load(x2 + second) * w21;
            sums += Vector512.Load(x2 + third) * w22;
            if (residual != null)
            {
                sums += Vector512.Load(residual + offset);
            }

            FloatClamp.Apply(sums, low, high).Store(target + offset);
            x0 += step;
            x1 += step;
            x2 += step;
            offset += offsetStep;
        }
    }

    /// <summary>Four positions times 32 channels.</summary>
    private void RunTile(int position, int channel, in FloatTileOutput output)
    {
        var x0 = _input + (position * _inputStep) + channel;
        float* x1 = x0 + _inputStep, x2 = x1 + _inputStep, x3 = x2 + _inputStep;
        var weightRow = _weights + channel;
        var region = new FloatTileRegion(output, Pixel(position), channel, _pixelStep);
        Vector512<float> a0 = region.Begin(0, 0), b0 = region.Begin(0, 1);
        Vector512<float> a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
        for (var rows = _tapRows; rows > 0; rows--)
        {
            var weights = weightRow;
            nint tap = 0;
            for (var columns = _tapColumns; columns > 0; columns--)
            {
                Vector512<float> v = Vector512.Load(weights), w = Vector512.Load(weights + Lanes);
                a0 += Vector512.Load(x0 + tap) * v;
                b0 += Vector512.Load(x0 + tap + Lanes) * w;
                a1 += Vector512.Load(x1 + tap) * v;
                b1 += Vector512.Load(x1 + tap + Lanes) * w;
                a2 += Vector512.Load(x2 + tap) * v;
                b2 += Vector512.Load(x2 + tap + Lanes) * w;
                a3 += Vector512.Load(x3 + tap) * v;
                b3 += Vector512.Load(x3 + tap + Lanes) * w;
                weights += _weightStep;
                tap += _tapStep;
            }

            weightRow += _weightRowStep;
            x0 += _tapRowStep;
            x1 += _tapRowStep;
            x2 += _tapRowStep;
            x3 += _tapRowStep;
        }

        EndPair(region, 0, a0, b0);
        EndPair(region, 1, a1, b1);
        EndPair(region, 2, a2, b2);
        EndPair(region, 3, a3, b3);
    }

    /// <summary>A position times 64 channels.</summary>
    private void RunFourVectors(int position, int channel, in FloatTileOutput output)
    {
        var input = _input + (position * _inputStep) + channel;
        var weightRow = _weights + channel;
        var region = new FloatTileRegion(output, Pixel(position), channel);
        Vector512<float> a = region.Begin(0, 0), b = region.Begin(0, 1), c = region.Begin(0, 2), d = region.Begin(0, 3);
        for (var rows = _tapRows; rows > 0; rows--)
        {
            float* x = input, weights = weightRow;
            for (var columns = _tapColumns; columns > 0; columns--)
            {
                a += Vector512.Load(x) * Vector512.Load(weights);
                b += Vector512.Load(x + Lanes) * Vector512.Load(weights + Lanes);
                c += Vector512.Load(x + (2 * Lanes)) * Vector512.Load(weights + (2 * Lanes));
                d += Vector512.Load(x + (3 * Lanes)) * Vector512.Load(weights + (3 * Lanes));
                x += _tapStep;
                weights += _weightStep;
            }

            input += _tapRowStep;
            weightRow += _weightRowStep;
        }

        region.End(a, 0, 0);
        region.End(b, 0, 1);
        region.End(c, 0, 2);
        region.End(d, 0, 3);
    }

    /// <summary>A position times up to sixteen output channels, for any number of output channels per input channel.</summary>
    private void RunVector(int position, int channel, in FloatTileOutput output)
    {
        var count = Math.Min(Lanes, _channels - channel);
        var input = _input + (position * _inputStep);
        var weightRow = _weights + channel;
        var sums = output.Begin(channel, count);
        for (var rows = _tapRows; rows > 0; rows--)
        {
            float* x = input, weights = weightRow;
            for (var columns = _tapColumns; columns > 0; columns--)
            {
                sums += LoadInputs(x, channel, count) * PartialVector.Load(weights, count);
                x += _tapStep;
                weights += _weightStep;
            }

            input += _tapRowStep;
            weightRow += _weightRowStep;
        }

        output.End(sums, Pixel(position), channel, count);
    }

    /// <summary>The inputs of neighbouring output channels, each input channel repeated for all of its outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> LoadInputs(float* pixel, int channel, int count)
    {
        return _multiplier == 1 ? PartialVector.Load(pixel + channel, count) : LoadRepeated(pixel, channel, count);
    }

    [SkipLocalsInit]
    private Vector512<float> LoadRepeated(float* pixel, int channel, int count)
    {
        var lanes = stackalloc float[Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            lanes[lane] = pixel[(channel + lane) / _multiplier];
        }

        return PartialVector.Load(lanes, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndPair(in FloatTileRegion region, int row, Vector512<float> a, Vector512<float> b)
    {
        region.End(a, row, 0);
        region.End(b, row, 1);
    }

    private nint Pixel(int position)
    {
        return _firstPixel + (position * _pixelStep);
    }
}
