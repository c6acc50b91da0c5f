namespace QuantGen.Kernels;

/// <summary>The inner kernel of one instruction set: all accumulators of a tile stay in registers over the whole reduction.</summary>
/// <remarks>
/// A type, not a delegate, so that the JIT compiles <see cref="ConvolutionLoop{TTile}"/> once per instruction set with direct calls. The sums
/// leave by memory (which is the nearest cache): with calls or many constants after its loop, the JIT would spill accumulators inside it.
/// </remarks>
internal interface IConvolutionTile
{
    /// <summary>Output positions of a tile, at most eight.</summary>
    static abstract int Rows { get; }

    /// <summary>Computes one tile's sums, bias included: every row, or the first alone when no other is valid.</summary>
    static abstract void Accumulate(in TileArguments tile);
}
