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

    /// <summary>Where the first column's sums go.</summary>
    internal byte* Target;

    /// <summary>Bytes between what two columns write.</summary>
    internal long TargetStep;
}
