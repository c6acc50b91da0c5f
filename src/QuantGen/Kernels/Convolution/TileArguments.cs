namespace QuantGen.Kernels;

/// <summary>What a tile of a convolution or matrix product works on: a few output positions times one panel of output channels.</summary>
internal unsafe struct TileArguments
{
    /// <summary>For each tap, one pointer per row of the tile to the channels it reads. All of them are readable, used or not.</summary>
    internal byte** Rows;

    /// <summary>Kernel positions.</summary>
    internal int Taps;

    /// <summary>Blocks of four channels per tap.</summary>
    internal int Blocks;

    /// <summary>The panel's weights.</summary>
    internal sbyte* Weights;

    /// <summary>The panel's bias.</summary>
    internal int* Bias;

    /// <summary>The panel's multipliers.</summary>
    internal float* Multipliers;

    /// <summary>Where the tile's sums go on their way to <see cref="Output"/>: its rows times sixteen.</summary>
    internal int* Sums;

    /// <summary>First output position.</summary>
    internal long FirstRow;

    /// <summary>First output channel.</summary>
    internal int FirstColumn;

    /// <summary>Output positions to store, at most the tile's rows.</summary>
    internal int ValidRows;

    /// <summary>Output channels to store, at most a panel.</summary>
    internal int ValidColumns;

    /// <summary>Where the accumulators go.</summary>
    internal OutputStage* Output;
}
