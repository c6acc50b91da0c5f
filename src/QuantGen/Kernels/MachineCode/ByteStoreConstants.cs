using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>What the machine code that turns sums into bytes reads: its members lie as <c>ByteStoreAssembler</c> lists them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ByteStoreConstants
{
    private readonly Vector512<short> _zeroPoint;
    private readonly Vector512<byte> _low;
    private readonly Vector512<byte> _high;
    private readonly Vector512<int> _rowOrder;
    private readonly byte* _table;

    internal ByteStoreConstants(in OutputStage output)
    {
        _zeroPoint = Vector512.Create((short)output.Requantization.ZeroPoint);
        _low = Vector512.Create((byte)output.Requantization.Low);
        _high = Vector512.Create((byte)output.Requantization.High);
        // Packing leaves four channels of each of four rows side by side.
        _rowOrder = Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        _table = output.Table;
    }

    /// <summary>Whether the machine code can finish an output, but for a residual.</summary>
    /// <param name="arguments">The convolution.</param>
    /// <param name="channels">Multipliers, those of padding channels included.</param>
    internal static bool CanStore(in ConvolutionArguments arguments, int channels)
    {
        ref readonly var output = ref arguments.Output;
        return output.Bytes != null && (output.Table == null || Avx512Vbmi.IsSupported) && AreBelowOne(arguments.Multipliers, channels);
    }

    /// <summary>Whether no sum times its multiplier can leave int, as conversion without an upper bound needs.</summary>
    private static bool AreBelowOne(float* multipliers, int channels)
    {
        var areBelow = Vector512<float>.AllBitsSet;
        for (var channel = 0; channel < channels; channel += PackedWeights.Panel)
        {
            areBelow &= Vector512.LessThan(Vector512.Abs(Vector512.Load(multipliers + channel)), Vector512<float>.One);
        }

        return areBelow.AsInt32() == Vector512<int>.AllBitsSet;
    }
}
