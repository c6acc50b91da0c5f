using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// What happens to sums on their way to memory: they start from the bias; the residual is added; the result is clamped.
/// </summary>
internal readonly unsafe struct FloatTileOutput
{
    private readonly float* _bias;
    private readonly float* _residual;
    private readonly float* _output;
    private readonly int _stride;
    private readonly float _low;
    private readonly float _high;

    /// <summary>States the operands. Null stands for an absent bias or residual.</summary>
    /// <param name="bias">One value a column.</param>
    /// <param name="residual">The same shape as the output.</param>
    /// <param name="output">The output.</param>
    /// <param name="stride">Elements from a row of the output to the next.</param>
    /// <param name="low">Lower bound of the result.</param>
    /// <param name="high">Upper bound of the result.</param>
    internal FloatTileOutput(float* bias, float* residual, float* output, int stride, float low, float high)
    {
        _bias = bias;
        _residual = residual;
        _output = output;
        _stride = stride;
        _low = low;
        _high = high;
    }

    /// <summary>Where the sums of up to sixteen columns start: at their bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector512<float> Begin(int column, int columns)
    {
        return _bias == null ? Vector512<float>.Zero : PartialVector.Load(_bias + column, columns);
    }

    /// <summary>Writes the finished sums of up to sixteen columns to the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void End(Vector512<float> sums, long row, int column, int columns)
    {
        var offset = (nint)((row * _stride) + column);
        if (_residual != null)
        {
            sums += PartialVector.Load(_residual + offset, columns);
        }

        sums = FloatClamp.Apply(sums, Vector512.Create(_low), Vector512.Create(_high));
        PartialVector.Store(sums, _output + offset, columns);
    }

    /// <summary>Fills the accumulators of a tile.</summary>
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
