using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Quantized average pooling with channels across the lanes; portable vectors, whatever their width in hardware.</summary>
/// <remarks>
/// Bytes are added in 16 bits, even and odd ones apart, which takes two operations each; the sums of every fourth channel become a vector of 32 bits, and
/// four of them bytes again, without a shuffle.
/// </remarks>
internal static unsafe class QuantizedPoolingVector
{
    /// <summary>Bytes whose sum fits in 16 bits.</summary>
    private const int MostTerms = ushort.MaxValue / byte.MaxValue;

    /// <summary>Average pooling, 32 channels at a time.</summary>
    internal static void Average(in PoolingArguments arguments)
    {
        ref readonly var geometry = ref arguments.Geometry;
        nint stride = KernelChecks.RowStride(geometry.Channels);
        var output = arguments.Output;
        for (var image = 0; image < geometry.Batch; image++)
        {
            for (var y = 0; y < geometry.OutputHeight; y++)
            {
                var window = new PoolingWindow(geometry, image, y);
                for (var x = 0; x < geometry.OutputWidth; x++, output += stride)
                {
                    window = window.At(geometry, x);
                    RunWindow(arguments, window, output);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunWindow(in PoolingArguments arguments, in PoolingWindow window, byte* output)
    {
        var requantization = new VectorRequantization(arguments.Requantization);
        var zeroPoints = Vector256.Create(window.Count * arguments.InputZeroPoint);
        var multiplier = Vector256.Create(arguments.Multiplier(window));
        var input = arguments.Input + window.Start;
        for (var left = arguments.Geometry.Channels; left > 0; left -= Vector256<byte>.Count)
        {
            Sum(input, window, out var sums0, out var sums1, out var sums2, out var sums3);
            var bytes = requantization.Apply(Vector256.ConvertToSingle(sums0 - zeroPoints) * multiplier)
                | Vector256.ShiftLeft(requantization.Apply(Vector256.ConvertToSingle(sums1 - zeroPoints) * multiplier), 8)
                | Vector256.ShiftLeft(requantization.Apply(Vector256.ConvertToSingle(sums2 - zeroPoints) * multiplier), 16)
                | Vector256.ShiftLeft(requantization.Apply(Vector256.ConvertToSingle(sums3 - zeroPoints) * multiplier), 24);
            if (left >= Vector256<byte>.Count)
            {
                bytes.AsByte().Store(output);
            }
            else
            {
                PartialBytes.Store(bytes.AsByte(), output, left);
            }

            input += Vector256<byte>.Count;
            output += Vector256<byte>.Count;
        }
    }

    /// <summary>Adds up the bytes of a window: of each four channels the first, second, third and fourth ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(
        byte* line, in PoolingWindow window, out Vector256<int> sums0, out Vector256<int> sums1, out Vector256<int> sums2, out Vector256<int> sums3)
    {
        sums0 = sums1 = sums2 = sums3 = Vector256<int>.Zero;
        var (rows, columns, rowStep, columnStep) = (window.Rows, window.Columns, (nint)window.RowStep, (nint)window.ColumnStep);
        if (columns * columnStep == rowStep)
        {
            // Whole lines are one.
            (rows, columns) = (1, rows * columns);
        }

        for (var row = 0; row < rows; row++, line += rowStep)
        {
            var position = line;
            for (var left = columns; left > 0; left -= MostTerms)
            {
                var even = Vector256<ushort>.Zero;
                var odd = Vector256<ushort>.Zero;
                for (var terms = Math.Min(left, MostTerms); terms > 0; terms--, position += columnStep)
                {
                    var pairs = Vector256.Load((ushort*)position);
                    even += pairs & Vector256.Create((ushort)byte.MaxValue);
                    odd += Vector256.ShiftRightLogical(pairs, 8);
                }

                sums0 += Lower(even);
                sums1 += Lower(odd);
                sums2 += Upper(even);
                sums3 += Upper(odd);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Lower(Vector256<ushort> pairs)
    {
        return (pairs.AsUInt32() & Vector256.Create((uint)ushort.MaxValue)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Upper(Vector256<ushort> pairs)
    {
        return Vector256.ShiftRightLogical(pairs.AsUInt32(), 16).AsInt32();
    }
}
