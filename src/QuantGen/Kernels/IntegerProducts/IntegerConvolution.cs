using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>ONNX's ConvInteger and QLinearConv on plain tensors, channels first. Sums are exact in int32, and wrap beyond it.</summary>
/// <remarks>
/// Padding reads the input's zero point. An empty zero point is 0. The weights' scale and zero point have one element, or one for each
/// output channel.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class IntegerConvolution
{
    /// <summary>Output columns that are summed at a time.</summary>
    private const int BlockColumns = 256;

    /// <summary>Convolves to integer sums.</summary>
    /// <typeparam name="TInput">byte or sbyte.</typeparam>
    /// <typeparam name="TWeight">byte or sbyte.</typeparam>
    /// <param name="input"><c>[batch, inputChannels, inputHeight, inputWidth]</c>.</param>
    /// <param name="inputZeroPoint">One element, or empty.</param>
    /// <param name="weights"><c>[outputChannels, inputChannels / groups, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="weightZeroPoint">See the remarks.</param>
    /// <param name="output"><c>[batch, outputChannels, outputHeight, outputWidth]</c>.</param>
    /// <param name="geometry">The dimensions.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Run<TInput, TWeight>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<TInput> inputZeroPoint,
        ReadOnlySpan<TWeight> weights,
        ReadOnlySpan<TWeight> weightZeroPoint,
        Span<int> output,
        in ConvolutionGeometry geometry)
        where TInput : unmanaged, IBinaryInteger<TInput>
        where TWeight : unmanaged, IBinaryInteger<TWeight>
    {
        KernelChecks.AtLeast<int>(output, OutputLength(geometry));
        fixed (int* outputs = output)
        {
            var operands = new Operands<TInput, TWeight>(input, inputZeroPoint, weights, weightZeroPoint, []);
            Convolve(operands, new SumsOutput(outputs, geometry.OutputHeight * geometry.OutputWidth), geometry);
        }
    }

    /// <summary>
    /// Convolves and requantizes: <c>saturate(rne((sum + bias) * (inputScale * weightScale / outputScale)) + outputZeroPoint)</c>.
    /// </summary>
    /// <typeparam name="TInput">byte or sbyte.</typeparam>
    /// <typeparam name="TWeight">byte or sbyte.</typeparam>
    /// <typeparam name="TOutput">byte or sbyte.</typeparam>
    /// <param name="input"><c>[batch, inputChannels, inputHeight, inputWidth]</c>.</param>
    /// <param name="inputScale">One element.</param>
    /// <param name="inputZeroPoint">One element, or empty.</param>
    /// <param name="weights"><c>[outputChannels, inputChannels / groups, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="weightScale">See the remarks.</param>
    /// <param name="weightZeroPoint">See the remarks.</param>
    /// <param name="bias"><c>[outputChannels]</c> at the scale of the sums, or empty.</param>
    /// <param name="output"><c>[batch, outputChannels, outputHeight, outputWidth]</c>.</param>
    /// <param name="outputScale">One element.</param>
    /// <param name="outputZeroPoint">One element, or empty.</param>
    /// <param name="geometry">The dimensions.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void RunQuantized<TInput, TWeight, TOutput>(
        ReadOnlySpan<TInput> input,
        ReadOnlySpan<float> inputScale,
        ReadOnlySpan<TInput> inputZeroPoint,
        ReadOnlySpan<TWeight> weights,
        ReadOnlySpan<float> weightScale,
        ReadOnlySpan<TWeight> weightZeroPoint,
        ReadOnlySpan<int> bias,
        Span<TOutput> output,
        ReadOnlySpan<float> outputScale,
        ReadOnlySpan<TOutput> outputZeroPoint,
        in ConvolutionGeometry geometry)
        where TInput : unmanaged, IBinaryInteger<TInput>
        where TWeight : unmanaged, IBinaryInteger<TWeight>
        where TOutput : unmanaged, IBinaryInteger<TOutput>
    {
        KernelChecks.AtLeast<TOutput>(output, OutputLength(geometry));
        KernelChecks.AtLeast(inputScale, 1);
        KernelChecks.AtLeast(outputScale, 1);
        KernelChecks.AtLeast(weightScale, weightScale.Length == 1 ? 1 : geometry.OutputChannels);
        var zero = outputZeroPoint.IsEmpty ? 0 : int.CreateTruncating(outputZeroPoint[0]);
        fixed (TOutput* outputs = output)
        {
            fixed (float* inputScales = inputScale, weightScales = weightScale)
            {
                var operands = new Operands<TInput, TWeight>(input, inputZeroPoint, weights, weightZeroPoint, bias);
                var scales = new ChannelScales(inputScales, weightScales, weightScale.Length, outputScale[0], geometry.OutputChannels);
                var sink = new RequantizedChannel<TOutput>(outputs, geometry.OutputHeight * geometry.OutputWidth, scales, zero);
                Convolve(operands, sink, geometry);
            }
        }
    }

    private static long OutputLength(in ConvolutionGeometry geometry)
    {
        return ShapeChecks.Elements([geometry.Batch, geometry.OutputChannels, geometry.OutputHeight, geometry.OutputWidth]);
    }

    [SkipLocalsInit]
    private static void Convolve<TInput, TWeight, TSink>(
        in Operands<TInput, TWeight> operands, in TSink sink, in ConvolutionGeometry geometry)
        where TInput : unmanaged, IBinaryInteger<TInput>
        where TWeight : unmanaged, IBinaryInteger<TWeight>
        where TSink : struct, ISumsSink
    {
        operands.Check(geometry);
        Span<int> block = stackalloc int[BlockColumns];
        for (var plane = 0; plane < geometry.Batch * geometry.OutputChannels; plane++)
        {
            for (var row = 0; row < geometry.OutputHeight; row++)
            {
                for (var column = 0; column < geometry.OutputWidth; column += BlockColumns)
                {
                    var sums = block[..Math.Min(BlockColumns, geometry.OutputWidth - column)];
                    Accumulate(operands, sums, geometry, plane, row, column);
                    sink.Write(sums, plane, (row * geometry.OutputWidth) + column);
                }
            }
        }
    }

    private static void Accumulate<TInput, TWeight>(
        in Operands<TInput, TWeight> operands, Span<int> sums, in ConvolutionGeometry geometry, int plane, int row, int firstColumn)
        where TInput : unmanaged, IBinaryInteger<TInput>
        where TWeight : unmanaged, IBinaryInteger<TWeight>
    {
        var (sample, output) = Math.DivRem(plane, geometry.OutputChannels);
        var channels = geometry.InputChannels / geometry.Groups;
        var firstPlane = (sample * geometry.InputChannels) + (output / (geometry.OutputChannels / geometry.Groups) * channels);
        var rows = WindowRange.Rows(geometry, row);
        sums.Fill(operands.Bias.IsEmpty ? 0 : operands.Bias[output]);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var tapRow = rows.First; tapRow < rows.End; tapRow++)
            {
                var inputRow = ((firstPlane + channel) * geometry.InputHeight) + rows.Position(tapRow);
                var weightRow = (((output * channels) + channel) * geometry.KernelHeight) + tapRow;
                var line = operands.Input.Slice(inputRow * geometry.InputWidth, geometry.InputWidth);
                for (var tap = 0; tap < geometry.KernelWidth; tap++)
                {
                    var weight = operands.Weight((weightRow * geometry.KernelWidth) + tap, output);
                    var start = (firstColumn * geometry.StrideWidth) - geometry.PadLeft + (tap * geometry.DilationWidth);
                    AccumulateTap(line, operands.InputZero, weight, sums, start, geometry.StrideWidth);
                }
            }
        }
    }

    private static void AccumulateTap<T>(ReadOnlySpan<T> line, int zeroPoint, int weight, Span<int> sums, int start, int stride)
        where T : unmanaged, IBinaryInteger<T>
    {
        // The outputs whose tap lies within the line are those that a window of as many taps, this stride apart, would read.
        var inside = new WindowRange(start, sums.Length, stride, line.Length);
        for (var column = inside.First; column < inside.End; column++)
        {
            sums[column] += (int.CreateTruncating(line[inside.Position(column)]) - zeroPoint) * weight;
        }
    }

    private readonly ref struct Operands<TInput, TWeight>
        where TInput : unmanaged, IBinaryInteger<TInput>
        where TWeight : unmanaged, IBinaryInteger<TWeight>
    {
        private readonly ReadOnlySpan<TWeight> _weights;
        private readonly ReadOnlySpan<TWeight> _weightZeroPoint;

        internal Operands(
            ReadOnlySpan<TInput> input,
            ReadOnlySpan<TInput> inputZeroPoint,
            ReadOnlySpan<TWeight> weights,
            ReadOnlySpan<TWeight> weightZeroPoint,
            ReadOnlySpan<int> bias)
        {
            Input = input;
            InputZero = inputZeroPoint.IsEmpty ? 0 : int.CreateTruncating(inputZeroPoint[0]);
            _weights = weights;
            _weightZeroPoint = weightZeroPoint;
            Bias = bias;
        }

        internal ReadOnlySpan<TInput> Input { get; }

        internal int InputZero { get; }

        internal ReadOnlySpan<int> Bias { get; }

        internal void Check(in ConvolutionGeometry geometry)
        {
            ConvolutionChecks.RequireDimensions(geometry);
            var weights = ShapeChecks.Elements(
                [geometry.OutputChannels, geometry.InputChannels / geometry.Groups, geometry.KernelHeight, geometry.KernelWidth]);
            var inputs = ShapeChecks.Elements([geometry.Batch, geometry.InputChannels, geometry.InputHeight, geometry.InputWidth]);
            KernelChecks.AtLeast(Input, inputs);
            KernelChecks.AtLeast(_weights, weights);
            KernelChecks.EmptyOrAtLeast(_weightZeroPoint, _weightZeroPoint.Length == 1 ? 1 : geometry.OutputChannels);
            KernelChecks.EmptyOrAtLeast(Bias, geometry.OutputChannels);
        }

        internal int Weight(int index, int output)
        {
            var zero = _weightZeroPoint.Length switch
            {
                0 => 0,
                1 => int.CreateTruncating(_weightZeroPoint[0]),
                _ => int.CreateTruncating(_weightZeroPoint[output]),
            };
            return int.CreateTruncating(_weights[index]) - zero;
        }
    }

    /// <summary>The factor of each output channel: <c>input * weight[channel] / output</c>, rounded twice.</summary>
    private readonly struct ChannelScales(float* input, float* weights, int weightLength, float output, int channels)
    {
        internal float At(int plane)
        {
            return *input * weights[weightLength == 1 ? 0 : plane % channels] / output;
        }
    }

    /// <summary>Requantizes the sums of an output plane.</summary>
    private readonly struct RequantizedChannel<T>(T* output, int stride, ChannelScales scales, int zeroPoint) : ISumsSink
        where T : unmanaged, IBinaryInteger<T>
    {
        public void Write(ReadOnlySpan<int> sums, int row, int column)
        {
            var scale = scales.At(row);
            var target = output + ((nint)row * stride) + column;
            for (var i = 0; i < sums.Length; i++)
            {
                target[i] = Saturation.Round<T>(sums[i] * scale, zeroPoint);
            }
        }
    }
}
