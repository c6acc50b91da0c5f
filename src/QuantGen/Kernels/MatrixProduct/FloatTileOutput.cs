using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// What happens to sums on their way to memory: they start from the bias; the residual is added; the result is clamped.
/// </summary>
internal readonly unsafe struct FloatTileOutput
{
    /// <summary>States the operands. Null stands for an absent bias or residual.</summary>
    /// <param name="bias">One value a column.</param>
    /// <param name="residual">The same shape as the output.</param>
    /// <param name="output">The output.</param>
    /// <param name="stride">Elements from a row of the output to the next.</param>
    /// <param name="low">Lower bound of the result.</param>
    /// <param name="high">Upper bound of the result.</param>
    internal FloatTileOutput(float* bias, float* residual, float* output, int stride, float low, float high)
    {
        Bias = bias;
        Residual = residual;
        Output = output;
        Stride = stride;
        Low = low;
        High = high;
    }

    internal float* Bias { get; }

    internal float* Residual { get; }

    internal float* Output { get; }

    internal int Stride { get; }

    internal float Low { get; }

    internal float High { get; }

    /// <summary>Where the sums of up to sixteen columns start: at their bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector512<float> Begin(int column, int columns)
    {
        return Bias == null ? Vector512<float>.Zero : PartialVector.Load(Bias + column, columns);
    }

    /// <summary>Writes the finished sums of up to sixteen columns to the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void End(Vector512<float> sums, long row, int column, int columns)
    {
        var offset = (nint)((row * Stride) + column);
        if (Residual != null)
        {
            sums += PartialVector.Load(Residual + offset, columns);
        }

        sums = FloatClamp.Apply(sums, Vector512.Create(Low), Vector512.Create(High));
        PartialVector.Store(sums, Output + offset, columns);
    }

    /// <summary>Fills the accumulators of a tile of one or two panels.</summary>
    internal void BeginTile(float* tile, int rows, int firstColumn, int columns)
    {
        var first = Begin(firstColumn, columns);
        var second = columns > FloatTile.PanelWidth
            ? Begin(firstColumn + FloatTile.PanelWidth, columns - FloatTile.PanelWidth)
            : Vector512<float>.Zero;
        for (var row = 0; row < rows; row++)
        {
            first.Store(tile + (row * FloatTile.Columns));
            second.Store(tile + (row * FloatTile.Columns) + FloatTile.PanelWidth);
        }
    }

    /// <summary>Writes the used part of a tile to the output.</summary>
    internal void EndTile(float* tile, long firstRow, int rows, int firstColumn, int columns)
    {
        for (var column = 0; column < columns; column += FloatTile.PanelWidth)
        {
            for (var row = 0; row < rows; row++)
            {
                End(Vector512.Load(tile + (row * FloatTile.Columns) + column), firstRow + row, firstColumn + column, columns - column);
            }
        }
    }
}
