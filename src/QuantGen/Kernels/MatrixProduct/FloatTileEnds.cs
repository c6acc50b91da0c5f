using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Where the sums of a tile start and where they go, by row and by panel of sixteen columns.</summary>
internal interface IFloatTileEnds
{
    /// <summary>What a row of a panel starts from.</summary>
    Vector512<float> Begin(int row, int panel);

    /// <summary>Takes the sums of a row of a panel.</summary>
    void End(Vector512<float> sums, int row, int panel);
}

/// <summary>Sums that are added to a tile in memory, <c>[rows][32]</c>.</summary>
internal readonly unsafe struct FloatTileMemory(float* tile) : IFloatTileEnds
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Begin(int row, int panel)
    {
        return Vector512.Load(tile + (row * FloatTile.Columns) + (panel * FloatTile.PanelWidth));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(Vector512<float> sums, int row, int panel)
    {
        sums.Store(tile + (row * FloatTile.Columns) + (panel * FloatTile.PanelWidth));
    }
}

/// <summary>Sums that start from the bias and go straight to a region of the output, all of which is there.</summary>
internal readonly unsafe struct FloatTileRegion : IFloatTileEnds
{
    private readonly float* _bias;
    private readonly float* _residual;
    private readonly float* _output;
    private readonly nint _stride;
    private readonly float _low;
    private readonly float _high;

    /// <summary>States the region's first row and first column, and how many rows of the output are from one of its rows to the next.</summary>
    internal FloatTileRegion(in FloatTileOutput output, long row, int column, nint rowStep = 1)
    {
        var offset = ((nint)row * output.Stride) + column;
        _bias = output.Bias == null ? null : output.Bias + column;
        _residual = output.Residual == null ? null : output.Residual + offset;
        _output = output.Output + offset;
        _stride = output.Stride * rowStep;
        (_low, _high) = (output.Low, output.High);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Begin(int row, int panel)
    {
        return _bias == null ? Vector512<float>.Zero : Vector512.Load(_bias + (panel * FloatTile.PanelWidth));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(Vector512<float> sums, int row, int panel)
    {
        var offset = (row * _stride) + (panel * FloatTile.PanelWidth);
        if (_residual != null)
        {
            sums += Vector512.Load(_residual + offset);
        }

        FloatClamp.Apply(sums, Vector512.Create(_low), Vector512.Create(_high)).Store(_output + offset);
    }
}
