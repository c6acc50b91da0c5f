using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Sixteen channels in two registers, four columns at a time: eight sums, two weight vectors, and inputs as they come.</summary>
/// <typeparam name="TDot">The dot product.</typeparam>
internal readonly unsafe struct DepthwiseTile256<TDot> : IDepthwiseTile
    where TDot : struct, IDotProduct
{
    private const int Columns = 4;
    private const int Half = 8;

    /// <inheritdoc/>
    public static int TileColumns(int columns)
    {
        return Columns;
    }

    /// <inheritdoc/>
    public static void Run(DepthwiseCall* call, int tileColumns)
    {
        var column = 0L;
        for (; column + Columns <= call->Columns; column += Columns)
        {
            AccumulateFour(call, column);
        }

        for (; column < call->Columns; column++)
        {
            AccumulateOne(call, column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateFour(DepthwiseCall* call, long column)
    {
        var bias0 = Vector256.Load(call->Bias);
        var bias1 = Vector256.Load(call->Bias + Half);
        Vector256<int> sum00 = bias0, sum01 = bias1, sum10 = bias0, sum11 = bias1, sum20 = bias0, sum21 = bias1, sum30 = bias0, sum31 = bias1;
        var weights = call->Weights;
        var step = (nint)call->ColumnStep;
        var first = call->Input + (column * step);
        for (var tap = 0; tap < call->Taps; tap++)
        {
            var input = first + call->TapOffsets[tap];
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

        Store(call, column, sum00, sum01);
        Store(call, column + 1, sum10, sum11);
        Store(call, column + 2, sum20, sum21);
        Store(call, column + 3, sum30, sum31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateOne(DepthwiseCall* call, long column)
    {
        var sum0 = Vector256.Load(call->Bias);
        var sum1 = Vector256.Load(call->Bias + Half);
        var weights = call->Weights;
        var first = call->Input + (column * call->ColumnStep);
        for (var tap = 0; tap < call->Taps; tap++)
        {
            var input = first + call->TapOffsets[tap];
            sum0 = TDot.Add(sum0, Vector256.Load(input), Vector256.Load(weights));
            sum1 = TDot.Add(sum1, Vector256.Load(input + 32), Vector256.Load(weights + 32));
            weights += PackedWeights.BlockBytes;
        }

        Store(call, column, sum0, sum1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(DepthwiseCall* call, long column, Vector256<int> sum0, Vector256<int> sum1)
    {
        var sums = (int*)(call->Target + (column * call->TargetStep));
        sum0.Store(sums);
        sum1.Store(sums + Half);
    }
}
