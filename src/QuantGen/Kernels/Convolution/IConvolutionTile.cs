using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The inner kernel of one instruction set: all accumulators of a tile stay in registers over the whole reduction.</summary>
/// <remarks>A type, not a delegate, so that the JIT compiles <see cref="ConvolutionLoop{TTile}"/> once per instruction set with direct calls.</remarks>
internal interface IConvolutionTile
{
    /// <summary>Output positions of a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Computes and stores one tile.</summary>
    static abstract void Run<TStore>(in TileArguments tile)
        where TStore : struct, ITileStore;
}

/// <summary>How a finished row of accumulators leaves the registers.</summary>
internal interface ITileStore
{
    /// <summary>Stores one row of the tile, sixteen channels, if it is a valid one.</summary>
    static abstract void Store(in TileArguments tile, int row, Vector256<int> first, Vector256<int> second);
}
