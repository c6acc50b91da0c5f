using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// A convolution to eight channels or fewer, where a panel of sixteen would be half empty: two or four neighbouring positions of a line share a panel. Where
/// columns are merged, a position reads bytes that are next to those of its neighbour, so that each has the same weights, moved by some bytes.
/// </summary>
internal static unsafe class DotProductNarrow
{
    /// <summary>Weights on the stack, at most.</summary>
    private const int MostBytes = 8 << 10;

    /// <summary>Fewer output positions take no longer than moving weights.</summary>
    private const int FewestPixels = 64;

    /// <summary>Lanes that are moved together: the channels of a position are a multiple of them.</summary>
    private const int Lanes = 4;

    /// <summary>Whether positions can share a panel.</summary>
    internal static bool Fits(in ConvolutionArguments arguments)
    {
        return arguments.Geometry.OutputChannels <= PackedWeights.Panel / 2
            && arguments.Geometry.OutputPixels >= FewestPixels
            && PackedWeights.MergesColumns(arguments.Geometry)
            && Positions(arguments.Geometry) > 1
            && Wide(arguments.Geometry) is var wide
            && PackedWeights.MergesColumns(wide)
            && PackedWeights.ConvolutionLength(wide) <= MostBytes;
    }

    /// <summary>Computes the whole convolution, as one of fewer positions and more channels.</summary>
    /// <param name="arguments">They fit, and the output is bytes.</param>
    [SkipLocalsInit]
    internal static void Run(in ConvolutionArguments arguments)
    {
        var wide = arguments;
        wide.Geometry = Wide(arguments.Geometry);
        wide.Output.RowStride = wide.Geometry.OutputChannels;
        var memory = stackalloc byte[MostBytes + PackedWeights.BlockBytes];
        var bias = stackalloc int[PackedWeights.Panel];
        var multipliers = stackalloc float[PackedWeights.Panel];
        wide.Weights = (sbyte*)(((nint)memory + PackedWeights.BlockBytes - 1) & -PackedWeights.BlockBytes);
        wide.Bias = bias;
        wide.Multipliers = multipliers;
        var channels = arguments.Output.RowStride;
        for (var lane = 0; lane < PackedWeights.Panel; lane += channels)
        {
            for (var channel = 0; channel < channels; channel += Lanes)
            {
                Vector128.Load(arguments.Bias + channel).Store(bias + lane + channel);
                Vector128.Load(arguments.Multipliers + channel).Store(multipliers + lane + channel);
            }
        }

        MoveWeights(arguments, wide.Geometry, wide.Weights);
        DotProductLoop.Run(wide);
    }

    /// <summary>Positions that share a panel: 1, 2 or 4.</summary>
    private static int Positions(in ConvolutionGeometry geometry)
    {
        var positions = PackedWeights.Panel / KernelChecks.RowStride(geometry.OutputChannels);
        while (geometry.OutputWidth % positions != 0)
        {
            positions /= 2;
        }

        return positions;
    }

    /// <summary>The convolution whose channels are those of all positions that share a panel.</summary>
    private static ConvolutionGeometry Wide(in ConvolutionGeometry geometry)
    {
        var positions = Positions(geometry);
        return new ConvolutionGeometry(
            geometry.Batch, geometry.InputHeight, geometry.InputWidth, geometry.InputChannels, geometry.OutputHeight,
            outputWidth: geometry.OutputWidth / positions,
            outputChannels: KernelChecks.RowStride(geometry.OutputChannels) * positions,
            geometry.KernelHeight,
            kernelWidth: geometry.KernelWidth + ((positions - 1) * geometry.StrideWidth),
            geometry.StrideHeight,
            strideWidth: geometry.StrideWidth * positions,
            geometry.DilationHeight, geometry.DilationWidth, geometry.PadTop, geometry.PadLeft, geometry.Groups, geometry.WeightTerms);
    }

    /// <summary>Writes each position's weights to its lanes, moved to where the position's bytes begin. Lanes of no position, which are not stored, stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveWeights(in ConvolutionArguments arguments, in ConvolutionGeometry wide, sbyte* target)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var (blocks, wideBlocks) = (PackedWeights.Blocks(geometry), PackedWeights.Blocks(wide));
        var (positions, step) = (wide.StrideWidth / geometry.StrideWidth, geometry.StrideWidth * geometry.InputChannels);
        var channels = arguments.Output.RowStride;
        for (var tap = 0; tap < PackedWeights.ConvolutionTaps(geometry); tap++)
        {
            var weights = (uint*)(arguments.Weights + (tap * blocks * PackedWeights.BlockBytes));
            for (var block = 0; block < wideBlocks; block++, target += PackedWeights.BlockBytes)
            {
                var lanes = (uint*)target;
                for (var position = 0; position < positions; position++)
                {
                    var (skipped, bits) = (position * step / PackedWeights.Depth, position * step % PackedWeights.Depth * 8);
                    for (var channel = 0; channel < channels; channel += Lanes, lanes += Lanes)
                    {
                        // What is moved out of a block is in the next one.
                        var moved = Vector128.ShiftLeft(Weights(weights, block - skipped, blocks, channel), bits);
                        if (bits > 0)
                        {
                            moved |= Vector128.ShiftRightLogical(Weights(weights, block - skipped - 1, blocks, channel), 32 - bits);
                        }

                        moved.Store(lanes);
                    }
                }
            }
        }
    }

    /// <summary>Four channels' weights of a block, or zero where there is no such block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Weights(uint* tap, int block, int blocks, int channel)
    {
        return (uint)block < (uint)blocks ? Vector128.Load(tap + (block * PackedWeights.Panel) + channel) : Vector128<uint>.Zero;
    }
}
