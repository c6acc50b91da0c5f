namespace QuantGen.Kernels;

/// <summary>The checked arguments of quantized pooling.</summary>
internal unsafe struct PoolingArguments
{
    /// <summary>Channels-last input, rows padded to four bytes.</summary>
    internal byte* Input;

    /// <summary>Channels-last output, rows padded to four bytes.</summary>
    internal byte* Output;

    /// <summary>The shape.</summary>
    internal PoolingGeometry Geometry;

    /// <summary>Zero point of the input; unused by max pooling, as all that follows.</summary>
    internal int InputZeroPoint;

    /// <summary>Scale of the input.</summary>
    internal float InputScale;

    /// <summary>Scale of the output.</summary>
    internal float OutputScale;

    /// <summary>Whether the divisor counts padding.</summary>
    internal bool CountIncludePadding;

    /// <summary>From scaled sum to byte.</summary>
    internal Requantization Requantization;

    /// <summary>What a window's sum is multiplied by.</summary>
    internal readonly float Multiplier(in PoolingWindow window)
    {
        var count = CountIncludePadding ? Geometry.KernelHeight * Geometry.KernelWidth : Math.Max(window.Count, 1);
        return (float)(InputScale / ((double)OutputScale * count));
    }
}
