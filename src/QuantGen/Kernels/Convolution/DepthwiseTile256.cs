using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Sixteen channels in two registers, four lines at a time: eight sums, two weight vectors, and inputs as they come.</summary>
/// <typeparam name="TDot">The dot product.</typeparam>
internal readonly unsafe struct DepthwiseTile256<TDot> : IDepthwiseTile
    where TDot : struct, IDotProduct
{
    private const int Lines = 4;
    private const int Half = 8;

    /// <inheritdoc/>
    public static void Accumulate(DepthwiseTile* tile, int lines)
    {
        var line = 0;
        for (; line + Lines <= lines; line += Lines)
        {
            AccumulateFour(tile, line);
        }

        for (; line < lines; line++)
        {
            AccumulateOne(tile, line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateFour(DepthwiseTile* tile, int line)
    {
        var bias0 = Vector256.Load(tile->Bias);
        var bias1 = Vector256.Load(tile->Bias + Half);
        Vector256<int> sum00 = bias0, sum01 = bias1, sum10 = bias0, sum11 = bias1, sum20 = bias0, sum21 = bias1, sum30 = bias0, sum31 = bias1;
        var weights = tile->Weights;
        var step = (nint)tile->LineStep;
        var first = tile->Input + (line * step);
        for (var tap = 0; tap < tile->Taps; tap++)
        {
            var input = first + tile->TapOffsets[tap];
            var weights0 = Vector256.Load(weights);
            var weights1 = Vector256.Load(weights + 32);
            sum00 = TDot.Add(sum00, Vector256.Load(input), weights0);
            sum01 = TDot.Add(sum01, Vector256.Load(input + 32), weights1);
            sum10 = TDot.Add(sum10, Vector256.Load(input + step), weights0);
            sum11 = TDot.Add(sum11, Vector256.Load(input + step + 32), weights1);
            sum20 = TDot.Add(sum20, Vector256.Load(input + (2 * step)), weights0);
            sum21 = TDot.Add(sum21, Vector256.Load(input + (2 * step) + 32), weights1);
            sum30 = TDot.Add(sum30, Vector256.Load(input + (3 * step)), weights0);
            sum31 = TDot.Add(sum31, Vector256.Load(input + (3 * step) + 32), weights1);
            weights += PackedWeights.BlockBytes;
        }

        Store(tile, line, sum00, sum01);
        Store(tile, line + 1, sum10, sum11);
        Store(tile, line + 2, sum20, sum21);
        Store(tile, line + 3, sum30, sum31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateOne(DepthwiseTile* tile, int line)
    {
        var sum0 = Vector256.Load(tile->Bias);
        var sum1 = Vector256.Load(tile->Bias + Half);
        var weights = tile->Weights;
        var first = tile->Input + (line * tile->LineStep);
        for (var tap = 0; tap < tile->Taps; tap++)
        {
            var input = first + tile->TapOffsets[tap];
            sum0 = TDot.Add(sum0, Vector256.Load(input), Vector256.Load(weights));
            sum1 = TDot.Add(sum1, Vector256.Load(input + 32), Vector256.Load(weights + 32));
            weights += PackedWeights.BlockBytes;
        }

        Store(tile, line, sum0, sum1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(DepthwiseTile* tile, int line, Vector256<int> sum0, Vector256<int> sum1)
    {
        var sums = (int*)((byte*)tile->Sums + (line * tile->SumsStep));
        sum0.Store(sums);
        sum1.Store(sums + Half);
    }
}
