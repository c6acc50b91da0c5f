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
    Dynamic,
    DynamicPerTensor,
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
        if (finish is ConvolutionFinish.Dynamic or ConvolutionFinish.DynamicPerTensor)
        {
            return RunDynamic(c, kernel, lengths, input.Span, weights.Span, finish == ConvolutionFinish.DynamicPerTensor);
        }

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

    /// <summary>Each image has a scale and zero point of its own; with one for all, there are no bias and no bounds.</summary>
    private static byte[] RunDynamic(
        ConvolutionCase c,
        Kernel<ConvolutionArguments> kernel,
        PackedLengths lengths,
        ReadOnlySpan<byte> input,
        ReadOnlySpan<sbyte> weights,
        bool perTensor)
    {
        var images = Enumerable.Range(0, perTensor ? 1 : c.Geometry.Batch);
        using var scales = new GuardedBuffer<float>([.. images.Select(image => 0.01f * (image + 1))]);
        using var zeroPoints = new GuardedBuffer<byte>([.. images.Select(image => (byte)(c.InputZeroPoint + (image * 90)))]);
        using var weightScales = new GuardedBuffer<float>(PackedWeights.Pad<float>(c.Multipliers, lengths.Channels));
        using var sums = new GuardedBuffer<int>(PackedWeights.Pad<int>(WeightSums(c), lengths.Channels));
        using var bias = new GuardedBuffer<float>(perTensor ? [] : PackedWeights.Pad<float>([.. c.Bias.Select(b => b / 1000f)], lengths.Channels));
        using var floats = new GuardedBuffer<float>(c.Geometry.OutputPixels * c.Geometry.OutputChannels);
        var bound = perTensor ? float.PositiveInfinity : 2f;
        DynamicConvolutionCall.Run(
            kernel.Run, lengths, input, scales.Span, zeroPoints.Span, weights, weightScales.Span, sums.Span, bias.Span, floats.Span, c.Geometry,
            perTensor ? c.Geometry.OutputPixels : c.Geometry.OutputHeight * c.Geometry.OutputWidth, -bound, bound);
        floats.AssertGuardsIntact($"{kernel.Name} on {c}");
        return MemoryMarshal.AsBytes(floats.Span).ToArray();
    }

    private static int[] WeightSums(ConvolutionCase c)
    {
        return [.. c.OnnxWeights.Chunk(c.OnnxWeights.Length / c.Geometry.OutputChannels).Select(channel => channel.Sum(weight => weight))];
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
