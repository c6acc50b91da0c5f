namespace QuantGen.Kernels;

/// <summary>The checked arguments of a conversion between float and 8 bits.</summary>
/// <remarks>The 8-bit side is always <see cref="Batch"/> * <see cref="Rows"/> rows of <see cref="Columns"/>, padded to four bytes.</remarks>
internal unsafe struct QuantizationArguments
{
    /// <summary>The float side: the same rows unpadded, or, per batch item, its transpose.</summary>
    internal float* Floats;

    /// <summary>The 8-bit side.</summary>
    internal byte* Bytes;

    /// <summary>Batch items.</summary>
    internal int Batch;

    /// <summary>Rows of a batch item (spatial positions, where the layout changes).</summary>
    internal int Rows;

    /// <summary>Values in a row (channels, where the layout changes).</summary>
    internal int Columns;

    /// <summary>The scale, positive.</summary>
    internal float Scale;

    /// <summary>The zero point, 0..255.</summary>
    internal int ZeroPoint;
}
