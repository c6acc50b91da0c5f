using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>The sums of a depthwise tile by machine code.</summary>
internal readonly unsafe struct DepthwiseTile512 : IDepthwiseTile
{
    /// <inheritdoc/>
    /// <remarks>As wide as makes all tiles of the line equal.</remarks>
    public static int TileColumns(int columns)
    {
        var tiles = (columns + DotProductCode.MostRows - 1) / DotProductCode.MostRows;
        return (columns + tiles - 1) / tiles;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(DepthwiseCall* call, int tileColumns)
    {
        DotProductCode.RunDepthwise(call, tileColumns);
    }
}
