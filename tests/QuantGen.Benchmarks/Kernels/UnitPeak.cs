using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using QuantGen.Kernels;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>What the processor's units reach when nothing is in their way: what a kernel's speed is to be compared with.</summary>
internal static unsafe class UnitPeak
{
    private const int Attempts = 40;

    /// <summary>So much that the clock does not show.</summary>
    private const int PassBytes = 4 << 20;

    /// <summary>Billions of multiply-adds a second of each unit that the process may use, the fastest first.</summary>
    public static IEnumerable<(string Unit, double Rate)> MultiplyAdds()
    {
        if (DotProductCode.IsSupported)
        {
            yield return ("vpdpbusd, 512 bits, a tile in the nearest cache", Best(DotProduct512));
        }

        if (AvxVnni.IsSupported)
        {
            yield return ("vpdpbusd, 256 bits, in registers", Best(DotProduct256));
        }
    }

    /// <summary>Billions of bytes a second that one thread reads from a buffer of some size.</summary>
    public static double ReadBytes(int length)
    {
        using var buffer = new NativeBuffer<byte>(length, new Random(1), null);
        var passes = Math.Max(1, PassBytes / length);
        return Best(() =>
        {
            for (var i = 0; i < passes; i++)
            {
                Sum(buffer.Pointer, length);
            }

            return (double)passes * length;
        });
    }

    /// <summary>The fastest of several attempts, in units a nanosecond.</summary>
    private static double Best(Func<double> work)
    {
        var best = 0.0;
        for (var i = 0; i < Attempts; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var done = work();
            best = Math.Max(best, done / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return best;
    }

    /// <summary>8 positions, 1,024 reduction steps, 32 channels: inputs and weights stay in the nearest cache.</summary>
    private static double DotProduct512()
    {
        const int Rows = DotProductCode.MostRows;
        const int Panels = 2;
        const int Reduction = 1024;
        const int Calls = 500;
        var inputs = stackalloc byte[Rows * Reduction];
        var weights = stackalloc sbyte[Panels * Reduction * PackedWeights.Panel];
        var sums = stackalloc int[Rows * Panels * PackedWeights.Panel];
        var tap = 0L;
        var call = new DotProductCall
        {
            Input = inputs,
            RowStep = Reduction,
            TapOffsets = &tap,
            Taps = 1,
            TapBytes = Reduction,
            Weights = weights,
            PanelBytes = Reduction * PackedWeights.Panel,
            Bias = sums,
            Sums = sums,
            SumsStep = Rows * PackedWeights.Panel * sizeof(int),
        };
        for (var i = 0; i < Calls; i++)
        {
            DotProductCode.Run(&call, Rows, Panels);
        }

        return (double)Calls * Rows * Reduction * Panels * PackedWeights.Panel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double DotProduct256()
    {
        const int Steps = 200_000;
        const int Chains = 12;
        var bytes = Vector256.Create((byte)3);
        var weights = Vector256.Create((sbyte)5);
        Vector256<int> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default;
        Vector256<int> sum6 = default, sum7 = default, sum8 = default, sum9 = default, sum10 = default, sum11 = default;
        for (var i = 0; i < Steps; i++)
        {
            sum0 = AvxVnni.MultiplyWideningAndAdd(sum0, bytes, weights);
            sum1 = AvxVnni.MultiplyWideningAndAdd(sum1, bytes, weights);
            sum2 = AvxVnni.MultiplyWideningAndAdd(sum2, bytes, weights);
            sum3 = AvxVnni.MultiplyWideningAndAdd(sum3, bytes, weights);
            sum4 = AvxVnni.MultiplyWideningAndAdd(sum4, bytes, weights);
            sum5 = AvxVnni.MultiplyWideningAndAdd(sum5, bytes, weights);
            sum6 = AvxVnni.MultiplyWideningAndAdd(sum6, bytes, weights);
            sum7 = AvxVnni.MultiplyWideningAndAdd(sum7, bytes, weights);
            sum8 = AvxVnni.MultiplyWideningAndAdd(sum8, bytes, weights);
            sum9 = AvxVnni.MultiplyWideningAndAdd(sum9, bytes, weights);
            sum10 = AvxVnni.MultiplyWideningAndAdd(sum10, bytes, weights);
            sum11 = AvxVnni.MultiplyWideningAndAdd(sum11, bytes, weights);
        }

        Keep(sum0 + sum1 + sum2 + sum3 + sum4 + sum5 + sum6 + sum7 + sum8 + sum9 + sum10 + sum11);
        return (double)Steps * Chains * Vector256<byte>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(byte* bytes, int length)
    {
        Vector512<int> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var i = 0; i < length; i += 4 * Vector512<byte>.Count)
        {
            sum0 += Vector512.Load((int*)(bytes + i));
            sum1 += Vector512.Load((int*)(bytes + i + 64));
            sum2 += Vector512.Load((int*)(bytes + i + 128));
            sum3 += Vector512.Load((int*)(bytes + i + 192));
        }

        Keep((sum0 + sum1 + sum2 + sum3).GetLower());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(Vector256<int> value)
    {
        _ = value;
    }
}
