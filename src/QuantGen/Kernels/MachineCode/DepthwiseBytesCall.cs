using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>What the machine code of a depthwise line to bytes works on: columns of an output line times four lanes of sixteen channels.</summary>
/// <remarks>The machine code reads this: its members lie as <c>DepthwiseBytesAssembler</c> lists them, eight bytes each.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DepthwiseBytesCall
{
    /// <summary>What the first column reads: <see cref="DepthwiseQuads"/>.</summary>
    internal byte* Input;

    /// <summary>Bytes between what two columns read.</summary>
    internal long ColumnStep;

    /// <summary>For each tap, the bytes from the first one to it.</summary>
    internal long* TapOffsets;

    /// <summary>Groups of four taps, at least 1.</summary>
    internal long Taps;

    /// <summary>For each quad of a column, the weights of all taps.</summary>
    internal byte* Weights;

    /// <summary>For each quad of a column, bias and multipliers.</summary>
    internal byte* Channels;

    /// <summary>Columns, at least 1.</summary>
    internal long Columns;

    /// <summary>Where the first column's bytes go.</summary>
    internal byte* Target;

    /// <summary>Bytes between what two columns write.</summary>
    internal long TargetStep;

    /// <summary>A bit for each byte of a column that is stored.</summary>
    internal ulong Mask;

    /// <summary>Room for a tile's words, <see cref="WordsBytes"/>, and behind them <see cref="ByteStoreConstants"/>.</summary>
    internal byte* Words;

    /// <summary>Bytes of a tile's words.</summary>
    internal const int WordsBytes = DotProductCode.MostRows * 64;
}
