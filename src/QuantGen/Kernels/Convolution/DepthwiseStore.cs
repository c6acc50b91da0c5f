using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// <see cref="OutputStage.Store"/> on 32 channels in the order in which interleaving leaves them: vector <c>i</c> holds channels
/// <c>4i..4i+3</c> and <c>16+4i..16+4i+3</c>. Packing to bytes restores the order.
/// </summary>
internal static unsafe class DepthwiseStore
{
    /// <summary>Loads the bias of one vector's channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Load(int* channels)
    {
        return Vector256.Create(Vector128.Load(channels), Vector128.Load(channels + 16));
    }

    /// <summary>Stores 32 accumulators, or as many as there are channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(
        in ConvolutionArguments arguments,
        long position,
        int channel,
        Vector256<int> sum0,
        Vector256<int> sum1,
        Vector256<int> sum2,
        Vector256<int> sum3)
    {
        var multipliers = arguments.Multipliers + channel;
        var scaled0 = Scale(sum0, multipliers);
        var scaled1 = Scale(sum1, multipliers + 4);
        var scaled2 = Scale(sum2, multipliers + 8);
        var scaled3 = Scale(sum3, multipliers + 12);
        var start = (position * arguments.Output.RowStride) + channel;
        var count = Math.Min(arguments.Geometry.OutputChannels - channel, PackedWeights.DepthwisePanel);
        if (arguments.Output.Floats != null)
        {
            StoreFloats(arguments.Output, start, count, scaled0, scaled1, scaled2, scaled3);
            return;
        }

        var requantization = new VectorRequantization(arguments.Output.Requantization);
        var low = Avx2.PackSignedSaturate(requantization.Apply(scaled0), requantization.Apply(scaled1));
        var high = Avx2.PackSignedSaturate(requantization.Apply(scaled2), requantization.Apply(scaled3));
        StoreBytes(arguments.Output, start, count, Avx2.PackUnsignedSaturate(low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scale(Vector256<int> sum, float* multipliers)
    {
        return Vector256.ConvertToSingle(sum) * Vector256.Create(Vector128.Load(multipliers), Vector128.Load(multipliers + 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBytes(in OutputStage output, long start, int count, Vector256<byte> bytes)
    {
        if (output.Table != null)
        {
            bytes = Vector256.Create(VectorTable.Apply(bytes.GetLower(), output.Table), VectorTable.Apply(bytes.GetUpper(), output.Table));
        }

        if (output.Residual != null)
        {
            var addition = new VectorAddition(output.Addition);
            var residual = output.Residual + start;
            bytes = Vector256.Create(
                addition.Apply(bytes.GetLower(), Vector128.Load(residual)),
                addition.Apply(bytes.GetUpper(), Vector128.Load(residual + 16)));
        }

        if (count == PackedWeights.DepthwisePanel)
        {
            bytes.Store(output.Bytes + start);
        }
        else
        {
            PartialBytes.Store(bytes, output.Bytes + start, count);
        }
    }

    [SkipLocalsInit]
    private static void StoreFloats(
        in OutputStage output,
        long start,
        int count,
        Vector256<float> scaled0,
        Vector256<float> scaled1,
        Vector256<float> scaled2,
        Vector256<float> scaled3)
    {
        var values = stackalloc float[PackedWeights.DepthwisePanel];
        var low = Vector256.Create(output.Low);
        var high = Vector256.Create(output.High);
        StoreLanes(VectorQuantization.Clamp(scaled0, low, high), values);
        StoreLanes(VectorQuantization.Clamp(scaled1, low, high), values + 4);
        StoreLanes(VectorQuantization.Clamp(scaled2, low, high), values + 8);
        StoreLanes(VectorQuantization.Clamp(scaled3, low, high), values + 12);
        new ReadOnlySpan<float>(values, count).CopyTo(new Span<float>(output.Floats + start, count));
    }

    private static void StoreLanes(Vector256<float> values, float* target)
    {
        values.GetLower().Store(target);
        values.GetUpper().Store(target + 16);
    }
}
