using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>A depthwise tile by machine code.</summary>
internal readonly unsafe struct DepthwiseTile512 : IDepthwiseTile
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(DepthwiseTile* tile, int lines)
    {
        DotProductCode.RunDepthwise(tile, lines);
    }
}
