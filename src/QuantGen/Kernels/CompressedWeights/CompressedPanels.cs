using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Stored weights as panels of floats: each panel is decoded when it is read, into scratch memory that stays in the cache.</summary>
/// <typeparam name="TDecoder">How the weights are stored.</typeparam>
internal unsafe struct CompressedPanels<TDecoder>(byte* weights, CompressedLayout layout) : IFloatPanels
    where TDecoder : unmanaged, IWeightDecoder
{
    private float* _scratch;

    /// <inheritdoc/>
    public void BeginThread()
    {
        var panels = FloatTile.PanelsAtOnce(int.MaxValue, layout.Reduction);
        _scratch = (float*)KernelScratch.Reserve((long)layout.Reduction * panels * FloatTile.PanelWidth * sizeof(float));
    }

    /// <inheritdoc/>
    public readonly float* Read(int panel, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Decode(weights + (nint)((panel + i) * layout.PanelBytes), layout, _scratch + ((nint)i * layout.Reduction * FloatTile.PanelWidth));
        }

        return _scratch;
    }

    /// <summary>Decodes a panel.</summary>
    /// <param name="codes">The stored panel.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="target"><c>[reduction][16]</c>.</param>
    private static void Decode(byte* codes, CompressedLayout layout, float* target)
    {
        for (var first = 0; first < layout.Reduction; first += layout.BlockSteps)
        {
            var steps = Math.Min(layout.BlockSteps, layout.Reduction - first);
            TDecoder.ReadHeader(codes, out var scale, out var offset);
            codes += TDecoder.HeaderBytes;
            for (var step = 0; step < steps - 1; step += 2)
            {
                TDecoder.ReadPair(codes, scale, offset, out var even, out var odd);
                even.Store(target);
                odd.Store(target + FloatTile.PanelWidth);
                codes += TDecoder.PairBytes;
                target += 2 * FloatTile.PanelWidth;
            }

            if (steps % 2 != 0)
            {
                TDecoder.ReadPair(codes, scale, offset, out var last, out _);
                last.Store(target);
                codes += TDecoder.PairBytes;
                target += FloatTile.PanelWidth;
            }
        }
    }
}
