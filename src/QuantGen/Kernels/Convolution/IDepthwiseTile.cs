namespace QuantGen.Kernels;

/// <summary>The inner kernel of a depthwise convolution.</summary>
internal unsafe interface IDepthwiseTile
{
    /// <summary>How wide tiles should be for a line.</summary>
    /// <param name="columns">Of the line.</param>
    static abstract int TileColumns(int columns);

    /// <summary>Writes the sums of some columns, bias included, sixteen of each.</summary>
    /// <param name="call">All that it points to is readable, or writable for the target.</param>
    /// <param name="tileColumns">As <see cref="TileColumns"/> says.</param>
    static abstract void Run(DepthwiseCall* call, int tileColumns);
}
