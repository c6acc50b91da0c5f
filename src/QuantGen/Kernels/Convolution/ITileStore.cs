namespace QuantGen.Kernels;

/// <summary>How a tile's sums become output.</summary>
internal interface ITileStore
{
    /// <summary>Stores the valid rows and columns of a tile.</summary>
    static abstract void Store(in TileArguments tile);
}
