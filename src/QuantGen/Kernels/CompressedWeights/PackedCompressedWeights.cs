using System.Buffers.Binary;
using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Brings stored weights into the order that the kernels read. For the compiler: it runs at build time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedCompressedWeights
{
    private const int PanelWidth = FloatTile.PanelWidth;

    /// <summary>The number of packed bytes.</summary>
    /// <param name="encoding">How weights are stored.</param>
    /// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
    /// <param name="reduction">Weights of a column.</param>
    /// <param name="columns">Columns of all groups.</param>
    /// <param name="groups">Groups of columns, each padded to whole panels: those of a convolution, else 1.</param>
    /// <exception cref="ArgumentException">The block size is none.</exception>
    public static int Length(WeightEncoding encoding, int blockSize, int reduction, int columns, int groups)
    {
        var panels = groups * (((columns / groups) + PanelWidth - 1L) / PanelWidth);
        return checked((int)(panels * new CompressedLayout(encoding, blockSize, reduction).PanelBytes));
    }

    /// <summary>Packs.</summary>
    /// <param name="encoding">How weights are stored.</param>
    /// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
    /// <param name="codes">
    /// <c>[columns, reduction]</c>, in the kernel's order of the reduction: int8, or 0..15 (symmetric weights with 8 added), or the bits of a 16-bit float.
    /// </param>
    /// <param name="scales"><c>[columns, blocks]</c>, one block for int8; 4-bit weights' are bfloat16 numbers. Empty for floats.</param>
    /// <param name="zeroPoints"><c>[columns, blocks]</c> for <see cref="WeightEncoding.Int4ZeroPoint"/>, else empty.</param>
    /// <param name="columns">Columns of all groups.</param>
    /// <param name="reduction">Weights of a column.</param>
    /// <param name="groups">Groups of columns.</param>
    /// <returns>Per group, per panel of 16 columns, per block: scales, zero points, then the codes in pairs of steps.</returns>
    /// <exception cref="ArgumentException">A span is too short, or the block size is none.</exception>
    public static byte[] Pack(
        WeightEncoding encoding,
        int blockSize,
        ReadOnlySpan<ushort> codes,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<byte> zeroPoints,
        int columns,
        int reduction,
        int groups)
    {
        var layout = new CompressedLayout(encoding, blockSize, reduction);
        KernelChecks.AtLeast(codes, (long)columns * reduction);
        KernelChecks.AtLeast(scales, encoding is WeightEncoding.Float16 or WeightEncoding.BFloat16 ? 0 : (long)columns * layout.Blocks);
        KernelChecks.AtLeast(zeroPoints, encoding == WeightEncoding.Int4ZeroPoint ? (long)columns * layout.Blocks : 0);
        var halves = new HalfExponents(encoding == WeightEncoding.Float16 ? codes[..(columns * reduction)] : []);
        var packed = new byte[Length(encoding, blockSize, reduction, columns, groups)];
        var groupColumns = columns / groups;
        var groupPanels = (groupColumns + PanelWidth - 1) / PanelWidth;
        for (var column = 0; column < columns; column++)
        {
            var (group, inGroup) = Math.DivRem(column, groupColumns);
            var panel = (group * groupPanels) + (inGroup / PanelWidth);
            var target = packed.AsSpan(checked((int)(panel * layout.PanelBytes)), (int)layout.PanelBytes);
            var source = codes.Slice(column * reduction, reduction);
            for (var block = 0; block < layout.Blocks; block++)
            {
                var bytes = target[(block * layout.BlockBytes)..];
                var first = block * layout.BlockSteps;
                var steps = source.Slice(first, Math.Min(layout.BlockSteps, reduction - first));
                if (encoding == WeightEncoding.Float16)
                {
                    halves.Write(bytes, inGroup % PanelWidth, steps);
                    continue;
                }

                WriteHeader(encoding, bytes, inGroup % PanelWidth, scales, zeroPoints, (column * layout.Blocks) + block);
                WriteSteps(encoding, bytes[layout.HeaderBytes..], inGroup % PanelWidth, steps);
            }
        }

        return packed;
    }

    private static void WriteHeader(
        WeightEncoding encoding, Span<byte> header, int lane, ReadOnlySpan<float> scales, ReadOnlySpan<byte> zeroPoints, int index)
    {
        switch (encoding)
        {
            case WeightEncoding.Int8:
                BinaryPrimitives.WriteSingleLittleEndian(header[(lane * sizeof(float))..], scales[index]);
                break;
            case WeightEncoding.Int4 or WeightEncoding.Int4ZeroPoint:
                var bits = BitConverter.SingleToUInt32Bits(scales[index]);
                KernelChecks.Require((bits & 0xFFFF) == 0, "A scale is no bfloat16 number.");
                BinaryPrimitives.WriteUInt16LittleEndian(header[(lane * sizeof(ushort))..], (ushort)(bits >> 16));
                if (encoding == WeightEncoding.Int4ZeroPoint)
                {
                    header[(PanelWidth * sizeof(ushort)) + lane] = zeroPoints[index];
                }

                break;
        }
    }

    private static void WriteSteps(WeightEncoding encoding, Span<byte> bytes, int lane, ReadOnlySpan<ushort> steps)
    {
        for (var step = 0; step < steps.Length; step++)
        {
            var position = (step * PanelWidth) + lane;
            switch (encoding)
            {
                case WeightEncoding.Int8:
                    bytes[position] = (byte)steps[step];
                    break;
                case WeightEncoding.Int4 or WeightEncoding.Int4ZeroPoint:
                    bytes[(step / 2 * PanelWidth) + lane] |= (byte)(steps[step] << (step % 2 * 4));
                    break;
                default:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(position * sizeof(ushort))..], steps[step]);
                    break;
            }
        }
    }
}
