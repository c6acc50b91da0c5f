using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Addition of sixty-four bytes at a time.</summary>
internal static unsafe class QuantizedAddition512
{
    /// <summary>Adds.</summary>
    internal static void Add(in ElementwiseArguments arguments)
    {
        for (var row = 0; row < arguments.Rows; row++)
        {
            var left = arguments.Left + ((long)row * arguments.Columns);
            var right = arguments.Right + ((long)(row / arguments.RowsPerRight) * arguments.Columns);
            Add(arguments.Addition, left, right, arguments.Output + ((long)row * arguments.Columns), arguments.Columns);
        }
    }

    /// <summary>Adds some bytes. The output may be an operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(in QuantizedAddition addition, byte* left, byte* right, byte* output, long count)
    {
        var leftRatio = Vector512.Create(addition.LeftRatio);
        var rightRatio = Vector512.Create(addition.RightRatio);
        var constant = Vector512.Create(addition.Constant);
        var low = Vector512.Create((float)addition.Low);
        var high = Vector512.Create((float)addition.High);
        // Packing leaves four bytes of each sixteen side by side.
        var order = Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        var i = 0L;
        for (; i <= count - Vector512<byte>.Count; i += Vector512<byte>.Count)
        {
            var words01 = Avx512BW.PackSignedSaturate(
                Apply(Vector128.Load(left + i), Vector128.Load(right + i), leftRatio, rightRatio, constant, low, high),
                Apply(Vector128.Load(left + i + 16), Vector128.Load(right + i + 16), leftRatio, rightRatio, constant, low, high));
            var words23 = Avx512BW.PackSignedSaturate(
                Apply(Vector128.Load(left + i + 32), Vector128.Load(right + i + 32), leftRatio, rightRatio, constant, low, high),
                Apply(Vector128.Load(left + i + 48), Vector128.Load(right + i + 48), leftRatio, rightRatio, constant, low, high));
            var bytes = Avx512BW.PackUnsignedSaturate(words01, words23);
            Avx512F.PermuteVar16x32(bytes.AsInt32(), order).AsByte().Store(output + i);
        }

        for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var sums = Apply(Vector128.Load(left + i), Vector128.Load(right + i), leftRatio, rightRatio, constant, low, high);
            Avx512F.ConvertToVector128Byte(sums).Store(output + i);
        }

        if (i < count)
        {
            var rest = (int)(count - i);
            var sums = Apply(PartialBytes.Load(left + i, rest), PartialBytes.Load(right + i, rest), leftRatio, rightRatio, constant, low, high);
            PartialBytes.Store(Avx512F.ConvertToVector128Byte(sums), output + i, rest);
        }
    }

    /// <summary>Sixteen sums, as <see cref="QuantizedAddition.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Apply(
        Vector128<byte> left,
        Vector128<byte> right,
        Vector512<float> leftRatio,
        Vector512<float> rightRatio,
        Vector512<float> constant,
        Vector512<float> low,
        Vector512<float> high)
    {
        var addend = (ToSingle(right) * rightRatio) + constant;
        var sum = (ToSingle(left) * leftRatio) + addend;
        return Avx512F.ConvertToVector512Int32(Avx512F.Min(Avx512F.Max(sum, low), high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToSingle(Vector128<byte> bytes)
    {
        return Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(bytes));
    }
}
