using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Scales to float with each row's own scale: <see cref="DynamicScaling.Apply"/> on sixteen channels.</summary>
internal readonly unsafe struct DynamicTileStore : ITileStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(in TileArguments tile)
    {
        var output = tile.Output;
        var target = output->Floats + (tile.FirstRow * output->RowStride) + tile.FirstColumn;
        var sums = tile.Sums;
        var (index, rowOfScale) = Math.DivRem(tile.FirstRow, output->Dynamic.RowsPerScale);
        for (var row = 0; row < tile.ValidRows; row++)
        {
            // In place: the sums are not needed again.
            StoreHalf(tile, sums, 0, index);
            StoreHalf(tile, sums, Vector256<int>.Count, index);
            new ReadOnlySpan<float>(sums, tile.ValidColumns).CopyTo(new Span<float>(target, tile.ValidColumns));
            target += output->RowStride;
            sums += PackedWeights.Panel;
            if (++rowOfScale == output->Dynamic.RowsPerScale)
            {
                rowOfScale = 0;
                index++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalf(in TileArguments tile, int* sums, int column, long index)
    {
        var output = tile.Output;
        ref readonly var dynamic = ref output->Dynamic;
        var channel = tile.FirstColumn + column;
        var zeroPoint = Vector256.Create((int)dynamic.ZeroPoints[index]);
        var steps = Vector256.Load(sums + column) - (zeroPoint * Vector256.Load(dynamic.WeightSums + channel));
        var scale = Vector256.Create(dynamic.Scales[index]) * Vector256.Load(tile.Multipliers + column);
        var values = Vector256.ConvertToSingle(steps) * scale;
        if (dynamic.Bias != null)
        {
            values += Vector256.Load(dynamic.Bias + channel);
        }

        FloatClamp.Apply(values, Vector256.Create(output->Low), Vector256.Create(output->High)).Store((float*)(sums + column));
    }
}
