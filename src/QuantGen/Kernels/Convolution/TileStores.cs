using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Requantizes to bytes, then the table, then the residual add: <see cref="OutputStage.Store"/> on sixteen channels.</summary>
internal readonly unsafe struct ByteTileStore : ITileStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(in TileArguments tile)
    {
        var output = tile.Output;
        var requantization = new VectorRequantization(output->Requantization);
        var addition = new VectorAddition(output->Addition);
        var multipliers0 = Vector256.Load(tile.Multipliers);
        var multipliers1 = Vector256.Load(tile.Multipliers + 8);
        var position = (tile.FirstRow * output->RowStride) + tile.FirstColumn;
        var sums = tile.Sums;
        for (var row = 0; row < tile.ValidRows; row++)
        {
            var bytes = requantization.Apply(
                Vector256.ConvertToSingle(Vector256.Load(sums)) * multipliers0,
                Vector256.ConvertToSingle(Vector256.Load(sums + 8)) * multipliers1);
            if (output->Table != null)
            {
                bytes = VectorTable.Apply(bytes, output->Table);
            }

            if (output->Residual != null)
            {
                bytes = addition.Apply(bytes, Vector128.Load(output->Residual + position));
            }

            if (tile.ValidColumns == PackedWeights.Panel)
            {
                bytes.Store(output->Bytes + position);
            }
            else
            {
                PartialBytes.Store(bytes, output->Bytes + position, tile.ValidColumns);
            }

            position += output->RowStride;
            sums += PackedWeights.Panel;
        }
    }
}

/// <summary>Scales to float.</summary>
internal readonly unsafe struct FloatTileStore : ITileStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(in TileArguments tile)
    {
        var output = tile.Output;
        var (low, high) = (Vector512.Create(output->Low), Vector512.Create(output->High));
        var multipliers = Vector512.Load(tile.Multipliers);
        var target = output->Floats + (tile.FirstRow * output->RowStride) + tile.FirstColumn;
        var sums = tile.Sums;
        for (var row = tile.ValidRows; row > 0; row--)
        {
            var values = Vector512.MinNative(Vector512.MaxNative(Vector512.ConvertToSingle(Vector512.Load(sums)) * multipliers, low), high);
            PartialVector.Store(values, target, tile.ValidColumns);
            target += output->RowStride;
            sums += PackedWeights.Panel;
        }
    }
}

/// <summary>Keeps the sums, of the channels that fill up the last panel too.</summary>
internal readonly unsafe struct SumsTileStore : ITileStore
{
    /// <inheritdoc/>
    public static void Store(in TileArguments tile)
    {
        var length = tile.ValidRows * PackedWeights.Panel;
        new ReadOnlySpan<int>(tile.Sums, length).CopyTo(new Span<int>(tile.Output->SumsOf(tile.FirstRow, tile.FirstColumn), length));
    }
}
