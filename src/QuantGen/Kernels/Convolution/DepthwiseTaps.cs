using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Finds the rows that the taps of a depthwise convolution read, padded to groups of four taps.</summary>
/// <remarks>Away from the borders the taps lie at constant offsets from the first one, which saves finding each of them.</remarks>
internal readonly unsafe struct DepthwiseTaps
{
    /// <summary>Output positions whose taps are held at a time.</summary>
    internal const int Positions = 8;

    private readonly byte* _padding;
    private readonly long* _offsets;
    private readonly int _taps;

    /// <summary>Prepares the offsets in the thread's scratch memory.</summary>
    internal DepthwiseTaps(in ConvolutionArguments arguments)
    {
        const int NoBiasBytes = PackedWeights.DepthwisePanel * sizeof(int);
        const int SumBytes = Positions * NoBiasBytes;
        ref readonly var geometry = ref arguments.Geometry;
        _taps = PackedWeights.TapGroups(geometry) * PackedWeights.Depth;
        var paddingBytes = KernelChecks.RoundUp(geometry.InputChannels, 64);
        Sums = (int*)KernelScratch.Reserve(SumBytes + NoBiasBytes + paddingBytes + ((1L + Positions) * _taps * sizeof(long)));
        NoBias = (int*)((byte*)Sums + SumBytes);
        Unsafe.InitBlockUnaligned(NoBias, 0, NoBiasBytes);
        _padding = (byte*)NoBias + NoBiasBytes;
        _offsets = (long*)(_padding + paddingBytes);
        Pointers = (byte**)(_offsets + _taps);
        Unsafe.InitBlockUnaligned(_padding, (byte)arguments.InputZeroPoint, (uint)paddingBytes);

        long stride = KernelChecks.RowStride(geometry.InputChannels);
        for (var tap = 0; tap < _taps; tap++)
        {
            // A tap beyond the kernel has weight 0 and may read anything that is readable: the first tap again.
            var (y, x) = tap < geometry.Taps ? Math.DivRem(tap % geometry.KernelPositions, geometry.KernelWidth) : (0, 0);
            _offsets[tap] = (((long)y * geometry.DilationHeight * geometry.InputWidth) + ((long)x * geometry.DilationWidth)) * stride;
        }
    }

    /// <summary>Room for the sums of 32 channels of all positions.</summary>
    internal int* Sums { get; }

    /// <summary>Zeros for 32 channels.</summary>
    internal int* NoBias { get; }

    /// <summary>Position by position, one pointer per tap.</summary>
    internal byte** Pointers { get; }

    /// <summary>Finds the taps of one output position.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="position">Where to keep them, below <see cref="Positions"/>.</param>
    /// <param name="image">Image of the output position.</param>
    /// <param name="outputY">Its row.</param>
    /// <param name="outputX">Its column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Find(in ConvolutionArguments arguments, int position, int image, int outputY, int outputX)
    {
        var pointers = Pointers + ((long)position * _taps);
        ref readonly var geometry = ref arguments.Geometry;
        var y = (outputY * geometry.StrideHeight) - geometry.PadTop;
        var x = (outputX * geometry.StrideWidth) - geometry.PadLeft;
        if (y < 0 || x < 0
            || y + ((geometry.KernelHeight - 1) * geometry.DilationHeight) >= geometry.InputHeight
            || x + ((geometry.KernelWidth - 1) * geometry.DilationWidth) >= geometry.InputWidth)
        {
            ConvolutionRows.FillPosition(arguments, pointers, 1, image, outputY, outputX, 0, _padding);
            for (var tap = geometry.Taps; tap < _taps; tap++)
            {
                pointers[tap] = _padding;
            }

            return;
        }

        var inputPosition = ((((long)image * geometry.InputHeight) + y) * geometry.InputWidth) + x;
        var first = Vector256.Create((long)(arguments.Input + (inputPosition * KernelChecks.RowStride(geometry.InputChannels))));
        for (var tap = 0; tap < _taps; tap += Vector256<long>.Count)
        {
            (Vector256.Load(_offsets + tap) + first).Store((long*)(pointers + tap));
        }
    }
}
