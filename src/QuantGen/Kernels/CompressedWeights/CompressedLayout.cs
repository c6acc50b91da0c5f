namespace QuantGen.Kernels;

/// <summary>Where the stored weights of a panel of sixteen columns lie.</summary>
/// <remarks>
/// Per panel, per block of the reduction: the block's header, then its steps in pairs. An odd last step has an unused partner. Only
/// 4-bit weights have more than one block.
/// </remarks>
internal readonly struct CompressedLayout
{
    /// <summary>The smallest and largest block of 4-bit weights; a block is a power of two.</summary>
    internal const int SmallestBlock = 16;

    /// <inheritdoc cref="SmallestBlock"/>
    internal const int LargestBlock = 256;

    internal CompressedLayout(WeightEncoding encoding, int blockSize, int reduction)
    {
        var (header, pair) = encoding switch
        {
            WeightEncoding.Int8 => (Int8WeightDecoder.HeaderBytes, Int8WeightDecoder.PairBytes),
            WeightEncoding.Int4 => (Int4WeightDecoder.HeaderBytes, Int4WeightDecoder.PairBytes),
            WeightEncoding.Int4ZeroPoint => (Int4ZeroPointWeightDecoder.HeaderBytes, Int4ZeroPointWeightDecoder.PairBytes),
            WeightEncoding.Float16 => (Float16WeightDecoder.HeaderBytes, Float16WeightDecoder.PairBytes),
            WeightEncoding.BFloat16 => (BFloat16WeightDecoder.HeaderBytes, BFloat16WeightDecoder.PairBytes),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "No encoding."),
        };
        var isBlocked = encoding is WeightEncoding.Int4 or WeightEncoding.Int4ZeroPoint;
        KernelChecks.Require(
            !isBlocked || (blockSize is >= SmallestBlock and <= LargestBlock && int.IsPow2(blockSize)), "A block has 16, 32, 64, 128 or 256 weights.");
        HeaderBytes = header;
        PairBytes = pair;
        Reduction = reduction;
        BlockSteps = isBlocked ? blockSize : Math.Max(reduction, 1);
        PanelBytes = ((long)Blocks * HeaderBytes) + (((long)Reduction + 1) / 2 * PairBytes);
    }

    private CompressedLayout(int reduction)
    {
        PairBytes = FloatWeightDecoder.PairBytes;
        Reduction = reduction;
        BlockSteps = Math.Max(reduction, 1);
        PanelBytes = (long)reduction * FloatTile.PanelWidth * sizeof(float);
    }

    /// <summary>The layout of weights that are stored as floats; an odd last step has no partner.</summary>
    internal static CompressedLayout Floats(int reduction)
    {
        return new CompressedLayout(reduction);
    }

    /// <summary>Bytes that a block's steps share.</summary>
    internal int HeaderBytes { get; }

    /// <summary>Bytes of two steps.</summary>
    internal int PairBytes { get; }

    /// <summary>Steps in all.</summary>
    internal int Reduction { get; }

    /// <summary>Steps of a block; the last one may have fewer.</summary>
    internal int BlockSteps { get; }

    /// <summary>Blocks of a panel.</summary>
    internal int Blocks => (int)(((long)Reduction + BlockSteps - 1) / BlockSteps);

    /// <summary>Bytes of a whole block.</summary>
    internal int BlockBytes => checked(HeaderBytes + ((BlockSteps + 1) / 2 * PairBytes));

    /// <summary>Bytes of a panel.</summary>
    internal long PanelBytes { get; }
}
