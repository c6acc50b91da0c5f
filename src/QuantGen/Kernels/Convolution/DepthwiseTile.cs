using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>What a tile of a depthwise convolution works on: one column of up to eight output lines times sixteen channels.</summary>
/// <remarks>The machine code reads this: its members lie as <c>DepthwiseAssembler</c> lists them, eight bytes each.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DepthwiseTile
{
    /// <summary>What the first line reads: four pixels of each channel side by side.</summary>
    internal byte* Input;

    /// <summary>Bytes between what two output lines read.</summary>
    internal long LineStep;

    /// <summary>For each tap, the bytes from the first one to it.</summary>
    internal long* TapOffsets;

    /// <summary>Groups of four taps, at least 1.</summary>
    internal long Taps;

    /// <summary>Sixteen channels' weights, tap after tap.</summary>
    internal sbyte* Weights;

    /// <summary>Sixteen channels' bias.</summary>
    internal int* Bias;

    /// <summary>Where the first line's sums go.</summary>
    internal int* Sums;

    /// <summary>Bytes between the sums of two lines.</summary>
    internal long SumsStep;
}
