using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>Brings the weights of a <see cref="FixedPointMatrixProduct"/> into the order that it reads. For the compiler: it runs at build time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedFixedPointWeights
{
    /// <summary>The number of packed bytes.</summary>
    /// <param name="encoding">How weights are stored: int8 or one of 4 bits.</param>
    /// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
    /// <param name="reduction">Weights of a column.</param>
    /// <param name="columns">Columns.</param>
    /// <exception cref="ArgumentException">There is no such product, or no such block.</exception>
    public static int Length(WeightEncoding encoding, int blockSize, int reduction, int columns)
    {
        KernelChecks.Require(FixedPointMatrixProduct.Supports(encoding, reduction), "There is no product of these weights in fixed point.");
        return checked((int)(encoding == WeightEncoding.Int8
            ? FixedPointInt8Product.HeaderBytes(columns) + PackedWeights.MatrixProductLength(reduction, columns)
            : FourBitLayout.Strips(columns) * new FourBitLayout(encoding == WeightEncoding.Int4ZeroPoint, blockSize, reduction).StripBytes));
    }

    /// <summary>Packs.</summary>
    /// <param name="encoding">How weights are stored: int8 or one of 4 bits.</param>
    /// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
    /// <param name="codes"><c>[columns, reduction]</c>: int8, or 0..15 (symmetric weights with 8 added).</param>
    /// <param name="scales"><c>[columns, blocks]</c>, one block for int8; 4-bit weights' are bfloat16 numbers.</param>
    /// <param name="zeroPoints"><c>[columns, blocks]</c> for <see cref="WeightEncoding.Int4ZeroPoint"/>, else empty.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="reduction">Weights of a column.</param>
    /// <returns>
    /// For int8: scales, what the digits' biases add, then the weights as of an 8-bit product. For 4 bits: strips of 32 columns, block after block.
    /// </returns>
    /// <exception cref="ArgumentException">A span is too short, or there is no such product or block.</exception>
    public static byte[] Pack(
        WeightEncoding encoding,
        int blockSize,
        ReadOnlySpan<ushort> codes,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<byte> zeroPoints,
        int columns,
        int reduction)
    {
        KernelChecks.AtLeast(codes, (long)columns * reduction);
        var packed = new byte[Length(encoding, blockSize, reduction, columns)];
        if (encoding == WeightEncoding.Int8)
        {
            PackInt8(packed, codes, scales, columns, reduction);
        }
        else
        {
            PackFourBit(packed, new FourBitLayout(encoding == WeightEncoding.Int4ZeroPoint, blockSize, reduction), codes, scales, zeroPoints, columns);
        }

        return packed;
    }

    private static void PackInt8(Span<byte> packed, ReadOnlySpan<ushort> codes, ReadOnlySpan<float> scales, int columns, int reduction)
    {
        KernelChecks.AtLeast(scales, columns);
        var rows = new sbyte[checked(reduction * columns)];
        for (var column = 0; column < columns; column++)
        {
            var sum = 0;
            for (var step = 0; step < reduction; step++)
            {
                var code = (sbyte)codes[(column * reduction) + step];
                rows[(step * columns) + column] = code;
                sum += code;
            }

            BinaryPrimitives.WriteSingleLittleEndian(packed[(column * sizeof(float))..], scales[column]);
            var biases = packed[FixedPointInt8Product.BiasOffset(columns)..];
            BinaryPrimitives.WriteInt32LittleEndian(biases[(column * sizeof(int))..], FixedPointRows.DigitBias * sum);
        }

        var weights = PackedWeights.MatrixProduct(rows, reduction, columns);
        MemoryMarshal.AsBytes(weights.AsSpan()).CopyTo(packed[FixedPointInt8Product.HeaderBytes(columns)..]);
    }

    private static void PackFourBit(
        Span<byte> packed, in FourBitLayout layout, ReadOnlySpan<ushort> codes, ReadOnlySpan<float> scales, ReadOnlySpan<byte> zeroPoints, int columns)
    {
        KernelChecks.AtLeast(scales, (long)columns * layout.Blocks);
        KernelChecks.AtLeast(zeroPoints, layout.HasZeroPoints ? (long)columns * layout.Blocks : 0);
        for (var column = 0; column < columns; column++)
        {
            var (strip, inStrip) = Math.DivRem(column, FourBitLayout.StripColumns);
            var target = packed.Slice(checked((int)(strip * layout.StripBytes)), checked((int)layout.StripBytes));
            for (var block = 0; block < layout.Blocks; block++)
            {
                var bytes = target[(block * layout.BlockBytes)..];
                var index = (column * layout.Blocks) + block;
                var bits = BitConverter.SingleToUInt32Bits(scales[index]);
                KernelChecks.Require((bits & 0xFFFF) == 0, "A scale is no bfloat16 number.");
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(inStrip * sizeof(ushort))..], (ushort)(bits >> 16));
                if (layout.HasZeroPoints)
                {
                    bytes[FourBitLayout.ScaleBytes + inStrip] = zeroPoints[index];
                }

                var first = block * layout.BlockSteps;
                var steps = codes.Slice((column * layout.Reduction) + first, Math.Min(layout.BlockSteps, layout.Reduction - first));
                WriteSteps(bytes[layout.HeaderBytes..], inStrip, steps);
            }
        }
    }

    private static void WriteSteps(Span<byte> octets, int column, ReadOnlySpan<ushort> steps)
    {
        const int Half = FourBitLayout.OctetSteps / 2;
        for (var step = 0; step < steps.Length; step++)
        {
            var (octet, inOctet) = Math.DivRem(step, FourBitLayout.OctetSteps);
            octets[(octet * FourBitLayout.OctetBytes) + (column * Half) + (inOctet % Half)] |= (byte)(steps[step] << (inOctet / Half * 4));
        }
    }
}
