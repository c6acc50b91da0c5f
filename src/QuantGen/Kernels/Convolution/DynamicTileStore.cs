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
        ref readonly var dynamic = ref output->Dynamic;
        var (index, rowOfScale) = Math.DivRem(tile.FirstRow, dynamic.RowsPerScale);
        var scales = dynamic.Scales;
        var zeroPoints = dynamic.ZeroPoints;
        var rowsPerScale = dynamic.RowsPerScale;
        var weightSums = Vector512.Load(dynamic.WeightSums + tile.FirstColumn);
        var weightScales = Vector512.Load(tile.Multipliers);
        var (low, high) = (Vector512.Create(output->Low), Vector512.Create(output->High));
        var isBounded = output->Low > float.NegativeInfinity || output->High < float.PositiveInfinity;

        // Adding a negative zero changes nothing.
        var bias = dynamic.Bias == null ? Vector512.Create(-0f) : Vector512.Load(dynamic.Bias + tile.FirstColumn);
        var target = output->Floats + (tile.FirstRow * output->RowStride) + tile.FirstColumn;
        var sums = tile.Sums;
        for (var row = tile.ValidRows; row > 0; row--)
        {
            var steps = Vector512.Load(sums) - (Vector512.Create((int)zeroPoints[index]) * weightSums);
            var values = (Vector512.ConvertToSingle(steps) * (Vector512.Create(scales[index]) * weightScales)) + bias;
            if (isBounded)
            {
                values = FloatClamp.Apply(values, low, high);
            }

            PartialVector.Store(values, target, tile.ValidColumns);
            target += output->RowStride;
            sums += PackedWeights.Panel;
            if (++rowOfScale == rowsPerScale)
            {
                rowOfScale = 0;
                index++;
            }
        }
    }
}
