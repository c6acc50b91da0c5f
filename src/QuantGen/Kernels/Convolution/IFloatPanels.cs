namespace QuantGen.Kernels;

/// <summary>Weights as panels of sixteen output channels, <c>[reduction][16]</c> floats each.</summary>
internal unsafe interface IFloatPanels
{
    /// <summary>To be called on the copy that a thread reads, before it does: the panels' working memory belongs to that thread.</summary>
    void BeginThread();

    /// <summary>Panels one after another in memory, until the next call.</summary>
    /// <param name="panel">The first panel, counted over all groups.</param>
    /// <param name="count">At most <see cref="FloatTile.PanelsAtOnce"/>.</param>
    float* Read(int panel, int count);
}

/// <summary>Panels that are stored as they are read.</summary>
internal readonly unsafe struct FloatPanels(float* weights, nint panelLength) : IFloatPanels
{
    /// <inheritdoc/>
    public void BeginThread()
    {
    }

    /// <inheritdoc/>
    public float* Read(int panel, int count)
    {
        return weights + (panel * panelLength);
    }
}
