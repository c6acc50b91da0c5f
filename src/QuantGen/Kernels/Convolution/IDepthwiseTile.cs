namespace QuantGen.Kernels;

/// <summary>The inner kernel of a depthwise convolution.</summary>
internal unsafe interface IDepthwiseTile
{
    /// <summary>Whether <see cref="RunToBytes"/> can finish an output.</summary>
    static abstract bool CanStore(in OutputStage output);

    /// <summary>Writes the sums of some columns, bias included, sixteen of each.</summary>
    /// <param name="call">All that it points to is readable, or writable for the target.</param>
    static abstract void Run(DepthwiseCall* call);

    /// <summary>Writes the bytes of some columns.</summary>
    /// <param name="call">All that it points to is readable, or writable for the target.</param>
    static abstract void RunToBytes(DepthwiseCall* call);
}
