using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>Runs one kernel on one case, in guarded memory, with every way to finish an accumulator.</summary>
internal static unsafe class ConvolutionRunner
{
    /// <summary>The ways to finish: bytes alone, with a table, with a residual, with both, with narrow bounds, to float, to float with bounds.</summary>
    internal const int Variants = 7;

    /// <summary>The valid output of one variant, as bytes, without padding.</summary>
    internal static byte[] Run(ConvolutionCase c, bool depthwise, Kernel<ConvolutionArguments> kernel, int variant)
    {
        using var input = new GuardedBuffer<byte>(c.Input);
        using var weights = new GuardedBuffer<sbyte>(
            depthwise ? PackedWeights.Depthwise(c.OnnxWeights, c.Geometry) : PackedWeights.Convolution(c.OnnxWeights, c.Geometry));
        var lengths = depthwise ? PackedWeights.DepthwiseLengths(c.Geometry) : PackedWeights.ConvolutionLengths(c.Geometry);
        using var bias = new GuardedBuffer<int>(PackedWeights.Pad<int>(c.Bias, lengths.Channels));
        using var multipliers = new GuardedBuffer<float>(PackedWeights.Pad<float>(c.Multipliers, lengths.Channels));
        if (variant >= 5)
        {
            using var floats = new GuardedBuffer<float>(c.Geometry.OutputPixels * c.Geometry.OutputChannels);
            var bound = variant == 5 ? float.PositiveInfinity : 20f;
            ConvolutionCall.ToFloats(
                kernel.Run, lengths, input.Span, weights.Span, bias.Span, multipliers.Span, floats.Span, c.Geometry, c.InputZeroPoint, -bound, bound);
            floats.AssertGuardsIntact($"{kernel.Name} on {c}");
            return System.Runtime.InteropServices.MemoryMarshal.AsBytes(floats.Span).ToArray();
        }

        using var output = new GuardedBuffer<byte>(c.Residual.Length);
        using var residual = new GuardedBuffer<byte>(variant is 2 or 3 ? c.Residual : []);
        var table = variant is 1 or 3 ? c.Table : [];
        var requantization = variant == 4 ? new Requantization(c.Requantization.ZeroPoint, 40, 200) : c.Requantization;
        ConvolutionCall.ToBytes(
            kernel.Run, lengths, input.Span, weights.Span, bias.Span, multipliers.Span, output.Span, c.Geometry, c.InputZeroPoint, requantization,
            table, residual.Span, c.Addition);
        output.AssertGuardsIntact($"{kernel.Name} on {c}");
        return Valid(output.Span, c.Geometry.OutputChannels);
    }

    /// <summary>Rows without their padding.</summary>
    internal static byte[] Valid(ReadOnlySpan<byte> rows, int columns)
    {
        var stride = KernelChecks.RowStride(columns);
        var valid = new byte[rows.Length / stride * columns];
        for (var row = 0; row < rows.Length / stride; row++)
        {
            rows.Slice(row * stride, columns).CopyTo(valid.AsSpan(row * columns));
        }

        return valid;
    }
}
