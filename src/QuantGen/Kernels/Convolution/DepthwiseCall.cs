using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>What a tile of a depthwise convolution works on: columns of an output line times sixteen channels.</summary>
/// <remarks>The machine code reads this: its members lie as <c>DepthwiseAssembler</c> lists them, eight bytes each.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DepthwiseCall
{
    /// <summary>What the first column reads: four lines of each channel side by side.</summary>
    internal byte* Input;

    /// <summary>Bytes between what two columns read.</summary>
    internal long ColumnStep;

    /// <summary>For each tap, the bytes from the first one to it.</summary>
    internal long* TapOffsets;

    /// <summary>Groups of four taps, at least 1.</summary>
    internal long Taps;

    /// <summary>Sixteen channels' weights, tap after tap.</summary>
    internal sbyte* Weights;

    /// <summary>Sixteen channels' bias.</summary>
    internal int* Bias;

    /// <summary>Columns, at least 1.</summary>
    internal long Columns;

    /// <summary>Where the first column's sums, or bytes, go.</summary>
    internal byte* Target;

    /// <summary>Bytes between what two columns write.</summary>
    internal long TargetStep;

    /// <summary>Sixteen channels' multipliers, where bytes are written.</summary>
    internal float* Multipliers;

    /// <summary>A bit for each channel that is stored, where bytes are written.</summary>
    internal long Mask;

    /// <summary>How sums become bytes, where bytes are written.</summary>
    internal ByteStoreConstants* Store;

    /// <summary>The kernel's width where columns and taps are neighbours, so that tiles may share what they load; otherwise 0. It chooses the code.</summary>
    internal long NeighbourColumns;
}
