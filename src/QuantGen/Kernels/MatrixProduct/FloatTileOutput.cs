using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>What happens to a tile's sums on their way to memory: they start from the bias; the residual is added; the result is clamped.</summary>
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

    /// <summary>Fills the accumulators of a tile with the bias of its columns.</summary>
    internal void Begin(float* tile, int rows, int firstColumn, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            var line = new Span<float>(tile + (row * FloatTile.Columns), FloatTile.Columns);
            line.Clear();
            if (_bias != null)
            {
                new ReadOnlySpan<float>(_bias + firstColumn, columns).CopyTo(line);
            }
        }
    }

    /// <summary>Writes the used part of a tile to the output.</summary>
    internal void End(float* tile, long firstRow, int rows, int firstColumn, int columns)
    {
        var low = Vector512.Create(_low);
        var high = Vector512.Create(_high);
        for (var row = 0; row < rows; row++)
        {
            var offset = (nint)(((firstRow + row) * _stride) + firstColumn);
            var sums = tile + (row * FloatTile.Columns);
            var column = 0;
            for (; column <= columns - FloatTile.PanelWidth; column += FloatTile.PanelWidth)
            {
                var value = Vector512.Load(sums + column);
                value = _residual == null ? value : value + Vector512.Load(_residual + offset + column);
                FloatClamp.Apply(value, low, high).Store(_output + offset + column);
            }

            for (; column < columns; column++)
            {
                var value = _residual == null ? sums[column] : sums[column] + _residual[offset + column];
                _output[offset + column] = FloatClamp.Apply(value, _low, _high);
            }
        }
    }
}
