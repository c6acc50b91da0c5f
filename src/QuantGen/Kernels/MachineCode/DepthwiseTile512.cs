using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>A depthwise tile by machine code, as wide as makes all tiles of a line equal.</summary>
internal readonly unsafe struct DepthwiseTile512 : IDepthwiseTile
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CanStore(in OutputStage output)
    {
        return output.Residual == null && ByteStoreConstants.CanStore(output);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(DepthwiseCall* call)
    {
        DotProductCode.RunDepthwise(call, Width(call), toBytes: false);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunToBytes(DepthwiseCall* call)
    {
        DotProductCode.RunDepthwise(call, Width(call), toBytes: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Width(DepthwiseCall* call)
    {
        var columns = (uint)call->Columns;
        var tiles = (columns + DotProductCode.MostRows - 1) / DotProductCode.MostRows;
        return (int)((columns + tiles - 1) / tiles);
    }
}
