using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>ONNX's MatMulInteger and QLinearMatMul on plain tensors. Sums are exact in int32, and wrap beyond it.</summary>
/// <remarks>
/// An empty zero point is 0. A scale or zero point of the left operand has one element, or one for each row; of the right operand one, or
/// one for each column.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class IntegerMatrixProduct
{
    private const int Lanes = 16;
    private const int BlockReduction = 256;
    private const int BlockRows = 64;

    /// <summary><c>(left - leftZeroPoint) x (right - rightZeroPoint)</c>, matrix by matrix of a batch.</summary>
    /// <typeparam name="TLeft">byte or sbyte.</typeparam>
    /// <typeparam name="TRight">byte or sbyte.</typeparam>
    /// <param name="left">Per matrix <c>[rows, reduction]</c>.</param>
    /// <param name="leftZeroPoint">See the remarks.</param>
    /// <param name="right">Per matrix <c>[reduction, columns]</c>.</param>
    /// <param name="rightZeroPoint">See the remarks.</param>
    /// <param name="output"><c>[batch, rows, columns]</c>.</param>
    /// <param name="batch">Matrices.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="reduction">Length of the sums.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="leftBatchStride">Elements from one left matrix to the next; 0 to use one for all.</param>
    /// <param name="rightBatchStride">Elements from one right matrix to the next; 0 to use one for all.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Run<TLeft, TRight>(
        ReadOnlySpan<TLeft> left,
        ReadOnlySpan<TLeft> leftZeroPoint,
        ReadOnlySpan<TRight> right,
        ReadOnlySpan<TRight> rightZeroPoint,
        Span<int> output,
        int batch,
        int rows,
        int reduction,
        int columns,
        int leftBatchStride,
        int rightBatchStride)
        where TLeft : unmanaged, IBinaryInteger<TLeft>
        where TRight : unmanaged, IBinaryInteger<TRight>
    {
        KernelChecks.AtLeast<int>(output, ShapeChecks.Elements([batch, rows, columns]));
        Check(left.Length, right.Length, batch, rows, reduction, columns, leftBatchStride, rightBatchStride);
        fixed (int* outputs = output)
        {
            for (var matrix = 0; matrix < batch; matrix++)
            {
                var sums = new SumsOutput(outputs + ((nint)matrix * rows * columns), columns);
                var leftMatrix = left[(matrix * leftBatchStride)..];
                var rightMatrix = right[(matrix * rightBatchStride)..];
                Multiply(leftMatrix, leftZeroPoint, rightMatrix, rightZeroPoint, sums, rows, reduction, columns);
            }
        }
    }

    /// <summary>
    /// The product of <see cref="Run"/>, requantized: <c>saturate(rne(sum * (leftScale * rightScale / outputScale)) + outputZeroPoint)</c>.
    /// </summary>
    /// <typeparam name="TLeft">byte or sbyte.</typeparam>
    /// <typeparam name="TRight">byte or sbyte.</typeparam>
    /// <typeparam name="TOutput">byte or sbyte.</typeparam>
    /// <param name="left">Per matrix <c>[rows, reduction]</c>.</param>
    /// <param name="leftScale">See the remarks.</param>
    /// <param name="leftZeroPoint">See the remarks.</param>
    /// <param name="right">Per matrix <c>[reduction, columns]</c>.</param>
    /// <param name="rightScale">See the remarks.</param>
    /// <param name="rightZeroPoint">See the remarks.</param>
    /// <param name="output"><c>[batch, rows, columns]</c>.</param>
    /// <param name="outputScale">One element.</param>
    /// <param name="outputZeroPoint">One element, or empty.</param>
    /// <param name="batch">Matrices.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="reduction">Length of the sums.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="leftBatchStride">Elements from one left matrix to the next; 0 to use one for all.</param>
    /// <param name="rightBatchStride">Elements from one right matrix to the next; 0 to use one for all.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void RunQuantized<TLeft, TRight, TOutput>(
        ReadOnlySpan<TLeft> left,
        ReadOnlySpan<float> leftScale,
        ReadOnlySpan<TLeft> leftZeroPoint,
        ReadOnlySpan<TRight> right,
        ReadOnlySpan<float> rightScale,
        ReadOnlySpan<TRight> rightZeroPoint,
        Span<TOutput> output,
        ReadOnlySpan<float> outputScale,
        ReadOnlySpan<TOutput> outputZeroPoint,
        int batch,
        int rows,
        int reduction,
        int columns,
        int leftBatchStride,
        int rightBatchStride)
        where TLeft : unmanaged, IBinaryInteger<TLeft>
        where TRight : unmanaged, IBinaryInteger<TRight>
        where TOutput : unmanaged, IBinaryInteger<TOutput>
    {
        KernelChecks.AtLeast<TOutput>(output, ShapeChecks.Elements([batch, rows, columns]));
        Check(left.Length, right.Length, batch, rows, reduction, columns, leftBatchStride, rightBatchStride);
        KernelChecks.AtLeast(leftScale, leftScale.Length == 1 ? 1 : rows);
        KernelChecks.AtLeast(rightScale, rightScale.Length == 1 ? 1 : columns);
        KernelChecks.AtLeast(outputScale, 1);
        var zero = outputZeroPoint.IsEmpty ? 0 : int.CreateTruncating(outputZeroPoint[0]);
        fixed (TOutput* outputs = output)
        {
            fixed (float* leftScales = leftScale, rightScales = rightScale)
            {
                var scales = new ProductScales(leftScales, leftScale.Length, rightScales, rightScale.Length, outputScale[0]);
                for (var matrix = 0; matrix < batch; matrix++)
                {
                    var leftMatrix = left[(matrix * leftBatchStride)..];
                    var rightMatrix = right[(matrix * rightBatchStride)..];
                    var requantized = new RequantizedOutput<TOutput>(outputs + ((nint)matrix * rows * columns), columns, scales, zero);
                    Multiply(leftMatrix, leftZeroPoint, rightMatrix, rightZeroPoint, requantized, rows, reduction, columns);
                }
            }
        }
    }

    private static void Check(
        int left, int right, int batch, int rows, int reduction, int columns, int leftBatchStride, int rightBatchStride)
    {
        var leftNeeded = ShapeChecks.Extent([batch, rows, reduction], [leftBatchStride, reduction, 1]);
        var rightNeeded = ShapeChecks.Extent([batch, reduction, columns], [rightBatchStride, columns, 1]);
        KernelChecks.Require(left >= leftNeeded, $"The left operand has {left} elements; the operation needs {leftNeeded}.");
        KernelChecks.Require(right >= rightNeeded, $"The right operand has {right} elements; the operation needs {rightNeeded}.");
    }

    [SkipLocalsInit]
    private static void Multiply<TLeft, TRight, TSink>(
        ReadOnlySpan<TLeft> left,
        ReadOnlySpan<TLeft> leftZeroPoint,
        ReadOnlySpan<TRight> right,
        ReadOnlySpan<TRight> rightZeroPoint,
        in TSink sink,
        int rows,
        int reduction,
        int columns)
        where TLeft : unmanaged, IBinaryInteger<TLeft>
        where TRight : unmanaged, IBinaryInteger<TRight>
        where TSink : struct, ISumsSink
    {
        KernelChecks.EmptyOrAtLeast(leftZeroPoint, leftZeroPoint.Length == 1 ? 1 : rows);
        KernelChecks.EmptyOrAtLeast(rightZeroPoint, rightZeroPoint.Length == 1 ? 1 : columns);
        var panel = stackalloc int[BlockReduction * Lanes];
        var sums = stackalloc int[BlockRows * Lanes];
        for (var column = 0; column < columns; column += Lanes)
        {
            var width = Math.Min(Lanes, columns - column);
            for (var firstRow = 0; firstRow < rows; firstRow += BlockRows)
            {
                var height = Math.Min(BlockRows, rows - firstRow);
                new Span<int>(sums, height * Lanes).Clear();
                for (var first = 0; first < reduction; first += BlockReduction)
                {
                    var length = Math.Min(BlockReduction, reduction - first);
                    Pack(right[(first * columns)..], rightZeroPoint, panel, column, width, length, columns);
                    for (var row = 0; row < height; row++)
                    {
                        var line = left.Slice(((firstRow + row) * reduction) + first, length);
                        AccumulateRow(line, ZeroPoint(leftZeroPoint, firstRow + row), panel, sums + (row * Lanes));
                    }
                }

                for (var row = 0; row < height; row++)
                {
                    sink.Write(new ReadOnlySpan<int>(sums + (row * Lanes), width), firstRow + row, column);
                }
            }
        }
    }

    /// <summary>Widens sixteen columns of the right operand and takes away their zero points.</summary>
    private static void Pack<T>(
        ReadOnlySpan<T> right, ReadOnlySpan<T> zeroPoint, int* panel, int column, int width, int length, int columns)
        where T : unmanaged, IBinaryInteger<T>
    {
        new Span<int>(panel, length * Lanes).Clear();
        for (var k = 0; k < length; k++)
        {
            var line = right.Slice((k * columns) + column, width);
            for (var lane = 0; lane < line.Length; lane++)
            {
                panel[(k * Lanes) + lane] = int.CreateTruncating(line[lane]) - ZeroPoint(zeroPoint, column + lane);
            }
        }
    }

    private static void AccumulateRow<T>(ReadOnlySpan<T> left, int zeroPoint, int* panel, int* sums)
        where T : unmanaged, IBinaryInteger<T>
    {
        var sum = Vector512.Load(sums);
        foreach (var value in left)
        {
            sum += Vector512.Create(int.CreateTruncating(value) - zeroPoint) * Vector512.Load(panel);
            panel += Lanes;
        }

        sum.Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ZeroPoint<T>(ReadOnlySpan<T> zeroPoint, int index)
        where T : unmanaged, IBinaryInteger<T>
    {
        return zeroPoint.Length switch
        {
            0 => 0,
            1 => int.CreateTruncating(zeroPoint[0]),
            _ => int.CreateTruncating(zeroPoint[index]),
        };
    }
}
