using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Requantizes to bytes, then the table, then the residual add: <see cref="OutputStage.Store"/> on sixteen channels.</summary>
internal readonly unsafe struct ByteTileStore : ITileStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in TileArguments tile, int row, Vector256<int> first, Vector256<int> second)
    {
        if (row >= tile.ValidRows)
        {
            return;
        }

        var output = tile.Output;
        var position = ((tile.FirstRow + row) * output->RowStride) + tile.FirstColumn;
        var bytes = new VectorRequantization(output->Requantization).Apply(
            Vector256.ConvertToSingle(first) * Vector256.Load(tile.Multipliers),
            Vector256.ConvertToSingle(second) * Vector256.Load(tile.Multipliers + 8));
        if (output->Table != null)
        {
            bytes = VectorTable.Apply(bytes, output->Table);
        }

        if (output->Residual != null)
        {
            bytes = new VectorAddition(output->Addition).Apply(bytes, Vector128.Load(output->Residual + position));
        }

        TileStores.Store(bytes, output->Bytes + position, tile.ValidColumns);
    }
}

/// <summary>Scales to float.</summary>
internal readonly unsafe struct FloatTileStore : ITileStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in TileArguments tile, int row, Vector256<int> first, Vector256<int> second)
    {
        if (row >= tile.ValidRows)
        {
            return;
        }

        var output = tile.Output;
        var low = Vector256.Create(output->Low);
        var high = Vector256.Create(output->High);
        var values = output->Floats + ((tile.FirstRow + row) * output->RowStride) + tile.FirstColumn;
        var scaled0 = VectorQuantization.Clamp(Vector256.ConvertToSingle(first) * Vector256.Load(tile.Multipliers), low, high);
        var scaled1 = VectorQuantization.Clamp(Vector256.ConvertToSingle(second) * Vector256.Load(tile.Multipliers + 8), low, high);
        if (tile.ValidColumns == PackedWeights.Panel)
        {
            scaled0.Store(values);
            scaled1.Store(values + 8);
            return;
        }

        TileStores.StorePartly(scaled0, scaled1, values, tile.ValidColumns);
    }
}

/// <summary>Stores that stop at the last valid channel.</summary>
internal static unsafe class TileStores
{
    /// <summary>Stores the first bytes of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector128<byte> bytes, byte* target, int count)
    {
        if (count >= Vector128<byte>.Count)
        {
            bytes.Store(target);
            return;
        }

        PartialBytes.Store(bytes, target, count);
    }

    /// <summary>Stores fewer than sixteen floats.</summary>
    [SkipLocalsInit]
    internal static void StorePartly(Vector256<float> first, Vector256<float> second, float* target, int count)
    {
        var values = stackalloc float[PackedWeights.Panel];
        first.Store(values);
        second.Store(values + 8);
        new ReadOnlySpan<float>(values, count).CopyTo(new Span<float>(target, count));
    }
}
