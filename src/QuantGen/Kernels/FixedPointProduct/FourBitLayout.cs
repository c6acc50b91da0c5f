namespace QuantGen.Kernels;

/// <summary>Where the 4-bit weights of a <see cref="FixedPointMatrixProduct"/> lie.</summary>
/// <remarks>
/// Per strip of 32 columns, per block of the reduction: 32 bfloat16 scales, 32 zero points if there are any, then octets of steps. An octet is 64 bytes of
/// each half of the strip; four bytes are a column, four steps in their lower bits and the next four in the upper.
/// </remarks>
internal readonly struct FourBitLayout
{
    /// <summary>Columns of a strip: two registers of sixteen.</summary>
    internal const int StripColumns = 32;

    /// <summary>Steps of an octet.</summary>
    internal const int OctetSteps = 8;

    /// <summary>Bytes of an octet.</summary>
    internal const int OctetBytes = StripColumns * OctetSteps / 2;

    /// <summary>Bytes of the scales of a block.</summary>
    internal const int ScaleBytes = StripColumns * sizeof(ushort);

    /// <summary>Most steps whose products are summed as integers: a sum of 16 bits holds the products of 16 digits with codes, for every second step.</summary>
    private const int LargestSegment = 32;

    internal FourBitLayout(bool hasZeroPoints, int blockSize, int reduction)
    {
        KernelChecks.Require(
            blockSize is >= CompressedLayout.SmallestBlock and <= CompressedLayout.LargestBlock && int.IsPow2(blockSize),
            "A block has 16, 32, 64, 128 or 256 weights.");
        HasZeroPoints = hasZeroPoints;
        BlockSteps = blockSize;
        Reduction = reduction;
    }

    /// <summary>Whether a block has zero points; else all are <see cref="Int4WeightDecoder.Bias"/>.</summary>
    internal bool HasZeroPoints { get; }

    /// <summary>Steps of a block; the last one may have fewer.</summary>
    internal int BlockSteps { get; }

    /// <summary>Steps in all.</summary>
    internal int Reduction { get; }

    /// <summary>Blocks of a column.</summary>
    internal int Blocks => (Reduction + BlockSteps - 1) / BlockSteps;

    /// <summary>Steps of a segment, which divides a block; the last one may have fewer.</summary>
    internal int SegmentSteps => Math.Min(BlockSteps, LargestSegment);

    /// <summary>Segments of a row.</summary>
    internal int Segments => (Reduction + SegmentSteps - 1) / SegmentSteps;

    /// <summary>Bytes in front of a block's octets.</summary>
    internal int HeaderBytes => HasZeroPoints ? ScaleBytes + StripColumns : ScaleBytes;

    /// <summary>Bytes of a whole block.</summary>
    internal int BlockBytes => HeaderBytes + (BlockSteps / OctetSteps * OctetBytes);

    /// <summary>Bytes of a strip.</summary>
    internal long StripBytes => ((long)Blocks * HeaderBytes) + ((Reduction + OctetSteps - 1L) / OctetSteps * OctetBytes);

    /// <summary>Strips of some columns.</summary>
    internal static int Strips(int columns)
    {
        return (columns + StripColumns - 1) / StripColumns;
    }
}
