using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>
/// The way from public spans to a kernel, shared by convolution, depthwise convolution and matrix product: check, pin, call.
/// </summary>
internal static unsafe class ConvolutionCall
{
    /// <summary>Calls a kernel that writes 8 bits.</summary>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or a value is out of its range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ToBytes(
        delegate*<in ConvolutionArguments, void> kernel,
        PackedLengths lengths,
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        ReadOnlySpan<float> multipliers,
        Span<byte> output,
        in ConvolutionGeometry geometry,
        int inputZeroPoint,
        in Requantization requantization,
        ReadOnlySpan<byte> table,
        ReadOnlySpan<byte> residual,
        in QuantizedAddition addition)
    {
        var rowStride = KernelChecks.RowStride(geometry.OutputChannels);
        var outputLength = (long)geometry.OutputPixels * rowStride;
        CheckInputs(lengths, input, weights, bias, multipliers, geometry, inputZeroPoint);
        KernelChecks.AtLeast((ReadOnlySpan<byte>)output, outputLength, nameof(output));
        KernelChecks.EmptyOrAtLeast(table, 256);
        KernelChecks.EmptyOrAtLeast(residual, outputLength);
        requantization.Check();
        addition.Check();

        fixed (byte* inputs = input, outputs = output, tables = table, residuals = residual)
        fixed (sbyte* packed = weights)
        fixed (int* biases = bias)
        fixed (float* scales = multipliers)
        {
            // Member by member: an initializer makes a copy of each structure first.
            var arguments = default(ConvolutionArguments);
            arguments.Input = inputs;
            arguments.Weights = packed;
            arguments.Bias = biases;
            arguments.Multipliers = scales;
            arguments.Geometry = geometry;
            arguments.InputZeroPoint = inputZeroPoint;
            arguments.Output.Bytes = outputs;
            arguments.Output.RowStride = rowStride;
            arguments.Output.Requantization = requantization;
            arguments.Output.Table = tables;
            arguments.Output.Residual = residuals;
            arguments.Output.Addition = addition;
            kernel(arguments);
        }
    }

    /// <summary>Calls a kernel that writes floats.</summary>
    /// <exception cref="ArgumentException">A span is shorter than the geometry needs, or a value is out of its range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ToFloats(
        delegate*<in ConvolutionArguments, void> kernel,
        PackedLengths lengths,
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        ReadOnlySpan<float> multipliers,
        Span<float> output,
        in ConvolutionGeometry geometry,
        int inputZeroPoint,
        float low,
        float high)
    {
        CheckInputs(lengths, input, weights, bias, multipliers, geometry, inputZeroPoint);
        KernelChecks.AtLeast((ReadOnlySpan<float>)output, (long)geometry.OutputPixels * geometry.OutputChannels, nameof(output));
        KernelChecks.Require(low <= high, "The output's bounds are in order.");

        fixed (byte* inputs = input)
        fixed (float* outputs = output, scales = multipliers)
        fixed (sbyte* packed = weights)
        fixed (int* biases = bias)
        {
            var arguments = new ConvolutionArguments
            {
                Input = inputs,
                Weights = packed,
                Bias = biases,
                Multipliers = scales,
                Geometry = geometry,
                InputZeroPoint = inputZeroPoint,
                Output = new OutputStage { Floats = outputs, RowStride = geometry.OutputChannels, Low = low, High = high },
            };
            kernel(arguments);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckInputs(
        PackedLengths lengths,
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> bias,
        ReadOnlySpan<float> multipliers,
        in ConvolutionGeometry geometry,
        int inputZeroPoint)
    {
        KernelChecks.AtLeast(input, (long)geometry.InputPixels * KernelChecks.RowStride(geometry.InputChannels));
        KernelChecks.AtLeast(weights, lengths.Weights);
        KernelChecks.AtLeast(bias, lengths.Channels);
        KernelChecks.AtLeast(multipliers, lengths.Channels);
        KernelChecks.Require((uint)inputZeroPoint <= 255, "A zero point is in 0..255.");
    }
}
