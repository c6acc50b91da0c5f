using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>
/// What the machine code of a tile reads: its members lie as <c>DotProductAssembler.Argument</c> lists them, eight bytes each.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DotProductCall
{
    /// <summary>What the tile's first position reads, from which the taps are counted.</summary>
    internal byte* Input;

    /// <summary>Bytes between what two positions read.</summary>
    internal long RowStep;

    /// <summary>For each tap, the bytes from the first one to it.</summary>
    internal long* TapOffsets;

    /// <summary>Kernel positions, at least 1.</summary>
    internal long Taps;

    /// <summary>Bytes that a position reads at a tap: a positive multiple of four.</summary>
    internal long TapBytes;

    /// <summary>The first panel's weights.</summary>
    internal sbyte* Weights;

    /// <summary>Bytes between the weights of two panels.</summary>
    internal long PanelBytes;

    /// <summary>The bias of the first panel; those of the others follow.</summary>
    internal int* Bias;

    /// <summary>Where the sums go: sixteen of each row for the first panel, then those of the others.</summary>
    internal int* Sums;

    /// <summary>Bytes between the sums of two panels.</summary>
    internal long SumsStep;

    /// <summary>Positions of a line, where bytes are written.</summary>
    internal long Rows;

    /// <summary>Where the first position's bytes go.</summary>
    internal byte* Target;

    /// <summary>Bytes between what two positions write.</summary>
    internal long TargetStep;

    /// <summary>The first panel's multipliers; those of the second follow. Only for bytes.</summary>
    internal float* Multipliers;

    /// <summary>A bit for each channel of the panels that is stored. Only for bytes.</summary>
    internal long Mask;

    /// <summary>How sums become bytes. Only for bytes.</summary>
    internal ByteStoreConstants* Store;

    /// <summary>Where bytes are written: what will be read later, a cache line of which is asked for with each block of weights.</summary>
    internal byte* Next;

    /// <summary>Bytes from one to the next: a cache line, or none where nothing new is asked for.</summary>
    internal long NextStep;
}
