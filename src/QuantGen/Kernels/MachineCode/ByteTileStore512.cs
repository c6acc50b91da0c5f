using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary><see cref="ByteTileStore"/> with the sixteen channels in one register.</summary>
internal readonly unsafe struct ByteTileStore512 : ITileStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(in TileArguments tile)
    {
        var output = tile.Output;
        var requantization = output->Requantization;
        var low = Vector512.Create((float)(requantization.Low - requantization.ZeroPoint));
        var high = Vector512.Create((float)(requantization.High - requantization.ZeroPoint));
        var zeroPoint = Vector512.Create(requantization.ZeroPoint);
        var addition = new VectorAddition(output->Addition);
        var multipliers = Vector512.Load(tile.Multipliers);
        var position = (tile.FirstRow * output->RowStride) + tile.FirstColumn;
        var sums = tile.Sums;
        for (var row = 0; row < tile.ValidRows; row++)
        {
            var scaled = Avx512F.ConvertToVector512Single(Vector512.Load(sums)) * multipliers;
            var rounded = Avx512F.ConvertToVector512Int32(Avx512F.Min(Avx512F.Max(scaled, low), high));
            var bytes = Avx512F.ConvertToVector128Byte(rounded + zeroPoint);
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
