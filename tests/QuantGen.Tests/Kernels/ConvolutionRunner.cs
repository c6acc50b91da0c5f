using System.Runtime.InteropServices;
using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>What becomes of the accumulators.</summary>
internal enum ConvolutionFinish
{
    Bytes,
    NarrowBytes,
    Table,
    Residual,
    TableAndResidual,
    Floats,
    BoundedFloats,
}

/// <summary>Runs one kernel on one case, in guarded memory.</summary>
internal static unsafe class ConvolutionRunner
{
    /// <summary>The valid output as bytes, without padding.</summary>
    internal static byte[] Run(ConvolutionCase c, bool depthwise, Kernel<ConvolutionArguments> kernel, ConvolutionFinish finish)
    {
        using var input = new GuardedBuffer<byte>(c.Input);
        using var weights = new GuardedBuffer<sbyte>(
            depthwise ? PackedWeights.Depthwise(c.OnnxWeights, c.Geometry) : PackedWeights.Convolution(c.OnnxWeights, c.Geometry));
        var lengths = depthwise ? PackedWeights.DepthwiseLengths(c.Geometry) : PackedWeights.ConvolutionLengths(c.Geometry);
        using var bias = new GuardedBuffer<int>(PackedWeights.Pad<int>(c.Bias, lengths.Channels));
        using var multipliers = new GuardedBuffer<float>(PackedWeights.Pad<float>(c.Multipliers, lengths.Channels));
        if (finish is ConvolutionFinish.Floats or ConvolutionFinish.BoundedFloats)
        {
            using var floats = new GuardedBuffer<float>(c.Geometry.OutputPixels * c.Geometry.OutputChannels);
            var bound = finish == ConvolutionFinish.Floats ? float.PositiveInfinity : 20f;
            ConvolutionCall.ToFloats(
                kernel.Run, lengths, input.Span, weights.Span, bias.Span, multipliers.Span, floats.Span, c.Geometry, c.InputZeroPoint, -bound, bound);
            floats.AssertGuardsIntact($"{kernel.Name} on {c}");
            return MemoryMarshal.AsBytes(floats.Span).ToArray();
        }

        using var output = new GuardedBuffer<byte>(c.Residual.Length);
        using var residual = new GuardedBuffer<byte>(finish is ConvolutionFinish.Residual or ConvolutionFinish.TableAndResidual ? c.Residual : []);
        var table = finish is ConvolutionFinish.Table or ConvolutionFinish.TableAndResidual ? c.Table : [];
        var requantization = finish == ConvolutionFinish.NarrowBytes
            ? new Requantization(c.Requantization.ZeroPoint, 40, 200)
            : c.Requantization;
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
