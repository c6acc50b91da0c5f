namespace QuantGen.Kernels;

/// <summary>The inner kernel of a depthwise convolution.</summary>
internal unsafe interface IDepthwiseTile
{
    /// <summary>Computes the sums of some lines, bias included.</summary>
    /// <param name="tile">All that it points to is readable, or writable for the sums.</param>
    /// <param name="lines">1 to <see cref="DepthwiseLoop{TTile, TBytes}.MostLines"/>.</param>
    static abstract void Accumulate(DepthwiseTile* tile, int lines);
}
