namespace QuantGen.Kernels;

/// <summary>
/// What the four lanes of a register are, each sixteen channels: four panels of a line, or, where fewer panels are left, those of two or four groups of lines.
/// </summary>
internal readonly struct DepthwiseLanes
{
    /// <summary>Lanes of a register.</summary>
    internal const int Count = 4;

    /// <param name="panelsLeft">Panels from the first one on.</param>
    internal DepthwiseLanes(int panelsLeft)
    {
        Panels = panelsLeft >= 3 ? Count : panelsLeft;
    }

    /// <summary>Panels side by side: 1, 2 or 4. Of four, the last may be missing.</summary>
    internal int Panels { get; }

    /// <summary>Groups of lines, each of which shares its quads.</summary>
    internal int LineGroups => Count / Panels;
}
