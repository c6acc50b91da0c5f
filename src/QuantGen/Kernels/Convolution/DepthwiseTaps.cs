using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Finds the rows that the taps of a depthwise convolution read, padded to groups of four taps.</summary>
/// <remarks>Away from the borders the taps lie at constant offsets from the first one, which saves finding each of them.</remarks>
internal readonly unsafe struct DepthwiseTaps
{
    private readonly byte* _padding;
    private readonly long* _offsets;
    private readonly byte** _pointers;
    private readonly int _taps;

    /// <summary>Prepares the offsets in the thread's scratch memory.</summary>
    internal DepthwiseTaps(in ConvolutionArguments arguments)
    {
        ref readonly var geometry = ref arguments.Geometry;
        _taps = PackedWeights.TapGroups(geometry) * PackedWeights.Depth;
        var paddingBytes = KernelChecks.RoundUp(geometry.InputChannels, 64);
        _padding = KernelScratch.Reserve(paddingBytes + (2L * _taps * sizeof(long)));
        _offsets = (long*)(_padding + paddingBytes);
        _pointers = (byte**)(_offsets + _taps);
        Unsafe.InitBlockUnaligned(_padding, (byte)arguments.InputZeroPoint, (uint)paddingBytes);

        long stride = KernelChecks.RowStride(geometry.InputChannels);
        for (var tap = 0; tap < _taps; tap++)
        {
            // A tap beyond the kernel has weight 0 and may read anything that is readable: the first tap again.
            var (y, x) = tap < geometry.Taps ? Math.DivRem(tap, geometry.KernelWidth) : (0, 0);
            _offsets[tap] = (((long)y * geometry.DilationHeight * geometry.InputWidth) + ((long)x * geometry.DilationWidth)) * stride;
        }
    }

    /// <summary>The taps' pointers for one output position, valid until the next call.</summary>
    internal byte** Find(in ConvolutionArguments arguments, int image, int outputY, int outputX)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var y = (outputY * geometry.StrideHeight) - geometry.PadTop;
        var x = (outputX * geometry.StrideWidth) - geometry.PadLeft;
        if (y < 0 || x < 0
            || y + ((geometry.KernelHeight - 1) * geometry.DilationHeight) >= geometry.InputHeight
            || x + ((geometry.KernelWidth - 1) * geometry.DilationWidth) >= geometry.InputWidth)
        {
            ConvolutionRows.FillPosition(arguments, _pointers, 1, image, outputY, outputX, 0, _padding);
            for (var tap = geometry.Taps; tap < _taps; tap++)
            {
                _pointers[tap] = _padding;
            }

            return _pointers;
        }

        var position = ((((long)image * geometry.InputHeight) + y) * geometry.InputWidth) + x;
        var first = Vector256.Create((long)(arguments.Input + (position * KernelChecks.RowStride(geometry.InputChannels))));
        for (var tap = 0; tap < _taps; tap += Vector256<long>.Count)
        {
            (Vector256.Load(_offsets + tap) + first).Store((long*)(_pointers + tap));
        }

        return _pointers;
    }
}
