using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary><see cref="ByteTileStore"/>, four rows at a time: each row is a register of sums and a quarter of a register of bytes.</summary>
internal readonly unsafe struct ByteTileStore512 : ITileStore
{
    private const int Rows = 4;

    /// <summary>From the order in which packing within 128-bit lanes leaves four channels of each row to row after row.</summary>
    private static Vector512<int> RowOrder => Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);

    /// <inheritdoc/>
    /// <remarks>Of the sums, up to three rows more are read than there are.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(in TileArguments tile)
    {
        var output = tile.Output;
        var (table, residual, stride) = ((nint)output->Table, (nint)output->Residual, (nint)output->RowStride);
        var high = Vector512.Create((float)(output->Requantization.High - output->Requantization.ZeroPoint));
        var zeroPoint = Vector512.Create((short)output->Requantization.ZeroPoint);
        var low = Vector512.Create((byte)output->Requantization.Low);
        var multipliers = Vector512.Load(tile.Multipliers);
        var target = output->Bytes + (tile.FirstRow * stride) + tile.FirstColumn;
        var sums = tile.Sums;
        var columns = tile.ValidColumns;
        var mask = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)columns));
        for (var left = tile.ValidRows; left > 0; left -= Rows)
        {
            var bytes = Requantize(sums, multipliers, multipliers, multipliers, multipliers, high, zeroPoint, low);
            if (table != 0)
            {
                bytes = LookUp(bytes, (byte*)table);
            }

            if (left < Rows || residual != 0)
            {
                StoreRows(output, bytes, target, Math.Min(left, Rows), columns);
            }
            else if (columns == PackedWeights.Panel)
            {
                Avx512F.ExtractVector128(bytes, 0).Store(target);
                Avx512F.ExtractVector128(bytes, 1).Store(target + stride);
                Avx512F.ExtractVector128(bytes, 2).Store(target + (2 * stride));
                Avx512F.ExtractVector128(bytes, 3).Store(target + (3 * stride));
            }
            else
            {
                Avx512BW.VL.MaskStore(target, mask, Avx512F.ExtractVector128(bytes, 0));
                Avx512BW.VL.MaskStore(target + stride, mask, Avx512F.ExtractVector128(bytes, 1));
                Avx512BW.VL.MaskStore(target + (2 * stride), mask, Avx512F.ExtractVector128(bytes, 2));
                Avx512BW.VL.MaskStore(target + (3 * stride), mask, Avx512F.ExtractVector128(bytes, 3));
            }

            target += Rows * stride;
            sums += Rows * PackedWeights.Panel;
        }
    }

    /// <summary>One position's sums for up to sixty-four channels: the first <paramref name="columns"/> of them are stored. There is no residual.</summary>
    /// <param name="output">What happens to them.</param>
    /// <param name="sums">Sixty-four, arbitrary beyond the last panel.</param>
    /// <param name="multipliers">As many as there are panels.</param>
    /// <param name="target">Where the first channel goes.</param>
    /// <param name="columns">1 to 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreRow(OutputStage* output, int* sums, float* multipliers, byte* target, int columns)
    {
        // Panels that are not there take multipliers that are.
        var second = columns > PackedWeights.Panel ? PackedWeights.Panel : 0;
        var third = columns > 2 * PackedWeights.Panel ? 2 * PackedWeights.Panel : 0;
        var bytes = Requantize(
            sums,
            Vector512.Load(multipliers),
            Vector512.Load(multipliers + second),
            Vector512.Load(multipliers + third),
            Vector512.Load(multipliers + (columns > 3 * PackedWeights.Panel ? 3 * PackedWeights.Panel : 0)),
            Vector512.Create((float)(output->Requantization.High - output->Requantization.ZeroPoint)),
            Vector512.Create((short)output->Requantization.ZeroPoint),
            Vector512.Create((byte)output->Requantization.Low));
        if (output->Table != null)
        {
            bytes = LookUp(bytes, output->Table);
        }

        if (columns == Vector512<byte>.Count)
        {
            bytes.Store(target);
        }
        else
        {
            Avx512BW.MaskStore(target, Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)columns)), bytes);
        }
    }

    /// <summary>Four registers of sums to bytes, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Requantize(
        int* sums,
        Vector512<float> multipliers0,
        Vector512<float> multipliers1,
        Vector512<float> multipliers2,
        Vector512<float> multipliers3,
        Vector512<float> high,
        Vector512<short> zeroPoint,
        Vector512<byte> low)
    {
        // Packing saturates, which is the lower bound; the upper one comes before the conversion, so that none leaves int.
        var words01 = Avx512BW.PackSignedSaturate(
            Round(sums, multipliers0, high), Round(sums + PackedWeights.Panel, multipliers1, high));
        var words23 = Avx512BW.PackSignedSaturate(
            Round(sums + (2 * PackedWeights.Panel), multipliers2, high), Round(sums + (3 * PackedWeights.Panel), multipliers3, high));
        var packed = Avx512BW.PackUnsignedSaturate(words01 + zeroPoint, words23 + zeroPoint);
        return Vector512.Max(Avx512F.PermuteVar16x32(packed.AsInt32(), RowOrder).AsByte(), low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Round(int* sums, Vector512<float> multipliers, Vector512<float> high)
    {
        var scaled = Avx512F.ConvertToVector512Single(Vector512.Load(sums)) * multipliers;
        return Avx512F.ConvertToVector512Int32(Avx512F.Min(scaled, high));
    }

    private static Vector512<byte> LookUp(Vector512<byte> bytes, byte* table)
    {
        return Avx512Vbmi.IsSupported
            ? VectorTable.Permute(bytes, table)
            : Vector512.Create(
                Vector256.Create(VectorTable.Apply(bytes.GetLower().GetLower(), table), VectorTable.Apply(bytes.GetLower().GetUpper(), table)),
                Vector256.Create(VectorTable.Apply(bytes.GetUpper().GetLower(), table), VectorTable.Apply(bytes.GetUpper().GetUpper(), table)));
    }

    /// <summary>Fewer rows, or a residual to add.</summary>
    private static void StoreRows(OutputStage* output, Vector512<byte> bytes, byte* target, int rows, int columns)
    {
        ref readonly var addition = ref output->Addition;
        var leftRatio = Vector512.Create(addition.LeftRatio);
        var rightRatio = Vector512.Create(addition.RightRatio);
        var constant = Vector512.Create(addition.Constant);
        var low = Vector512.Create((float)addition.Low);
        var high = Vector512.Create((float)addition.High);
        for (var row = 0; row < rows; row++, target += output->RowStride)
        {
            var result = bytes.GetLower().GetLower();
            bytes = Avx512F.AlignRight32(bytes.AsInt32(), bytes.AsInt32(), Rows).AsByte();
            if (output->Residual != null)
            {
                // As QuantizedAddition.Apply: each operation rounded on its own, in this order.
                var residual = Vector128.Load(output->Residual + (target - output->Bytes));
                var addend = (ToSingle(residual) * rightRatio) + constant;
                var sum = (ToSingle(result) * leftRatio) + addend;
                result = Avx512F.ConvertToVector128Byte(Avx512F.ConvertToVector512Int32(Avx512F.Min(Avx512F.Max(sum, low), high)));
            }

            if (columns == PackedWeights.Panel)
            {
                result.Store(target);
            }
            else
            {
                PartialBytes.Store(result, target, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToSingle(Vector128<byte> bytes)
    {
        return Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(bytes));
    }
}
