using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>The checked operands of a <see cref="FixedPointMatrixProduct"/> with 4-bit weights. Strips of columns are divided among threads.</summary>
internal readonly unsafe struct FixedPointInt4Product
{
    private const int BlockRows = FixedPointMatrixProduct.BlockRows;
    private const int Half = FourBitLayout.StripColumns / 2;
    private const int DigitBits = 8;

    /// <summary>How far ahead weights are fetched: beyond the caches the processor does not see far enough by itself, and 4 KB are too little.</summary>
    private const int PrefetchBytes = 16384;

    private readonly byte* _weights;
    private readonly byte* _digits;
    private readonly int* _segmentSums;
    private readonly FourBitLayout _layout;
    private readonly FloatTileOutput _epilogue;
    private readonly int _columns;

    /// <summary>States the operands.</summary>
    /// <param name="weights">The packed weights.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes.</param>
    /// <param name="layout">The weights' layout.</param>
    /// <param name="epilogue">Bias, residual, clamp and output.</param>
    /// <param name="columns">Columns of the output.</param>
    internal FixedPointInt4Product(byte* weights, byte* scratch, in FourBitLayout layout, in FloatTileOutput epilogue, int columns)
    {
        _weights = weights;
        _digits = scratch;
        _segmentSums = (int*)(scratch + DigitBytes(layout.Reduction));
        _layout = layout;
        _epilogue = epilogue;
        _columns = columns;
    }

    /// <summary>Bytes of scratch memory.</summary>
    internal static int ScratchLength(int reduction)
    {
        var mostSegments = (reduction + CompressedLayout.SmallestBlock - 1) / CompressedLayout.SmallestBlock;
        return checked((int)(DigitBytes(reduction) + ((long)BlockRows * mostSegments * sizeof(int))));
    }

    /// <summary>Multiplies.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="rows">Rows, at least 0.</param>
    internal void Multiply(float* input, int rows)
    {
        var scales = stackalloc float[BlockRows];
        for (var first = 0; first < rows; first += BlockRows)
        {
            var count = Math.Min(BlockRows, rows - first);
            for (var row = 0; row < count; row++)
            {
                scales[row] = FixedPointRows.Convert(
                    input + ((nint)(first + row) * _layout.Reduction), _layout.Reduction, Digits(row), Stride(_layout.Reduction), isSigned: true,
                    SegmentSums(row), _layout.SegmentSteps);
            }

            var strips = FourBitLayout.Strips(_columns);
            var job = new Job(this, scales, first, count, ParallelLoop.Parts((long)count * _layout.Reduction * _columns, strips));
            ParallelLoop.Run(job.Parts, &RunPart, &job);
        }
    }

    [SkipLocalsInit]
    private static void RunPart(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        var product = job.Product;
        var sums = stackalloc float[FourBitLayout.StripColumns];
        var (strip, end) = ParallelLoop.Part(FourBitLayout.Strips(product._columns), 1, job.Parts, item);
        for (; strip < end; strip++)
        {
            for (var row = 0; row < job.Count; row++)
            {
                product.Accumulate(product._weights + (nint)(strip * product._layout.StripBytes), row, sums);
                var first = (int)strip * FourBitLayout.StripColumns;
                for (var column = first; column < Math.Min(first + FourBitLayout.StripColumns, product._columns); column += Half)
                {
                    var left = product._columns - column;
                    var result = (Vector512.Load(sums + column - first) * Vector512.Create(job.Scales[row])) + product._epilogue.Begin(column, left);
                    product._epilogue.End(result, job.FirstRow + row, column, left);
                }
            }
        }
    }

    /// <summary>Sums a row times a strip.</summary>
    /// <param name="weights">The strip.</param>
    /// <param name="row">Which row of scratch memory.</param>
    /// <param name="sums"><c>[32]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(byte* weights, int row, float* sums)
    {
        var digits = Digits(row);
        var stride = Stride(_layout.Reduction);
        var segmentSums = SegmentSums(row);
        Vector512<float> sum0 = default, sum1 = default;
        for (var left = _layout.Reduction; left > 0; left -= _layout.BlockSteps)
        {
            var scale0 = (CodeLanes.FromWords(weights) << 16).AsSingle();
            var scale1 = (CodeLanes.FromWords(weights + (Half * sizeof(ushort))) << 16).AsSingle();
            var zeroPoints = weights + FourBitLayout.ScaleBytes;
            weights += _layout.HeaderBytes;
            for (var inBlock = Math.Min(left, _layout.BlockSteps); inBlock > 0; inBlock -= _layout.SegmentSteps)
            {
                Vector512<short> low0 = default, middle0 = default, high0 = default, low1 = default, middle1 = default, high1 = default;
                for (var steps = Math.Min(inBlock, _layout.SegmentSteps); steps > 0; steps -= FourBitLayout.OctetSteps)
                {
                    Prefetch(weights + PrefetchBytes);
                    var (first0, next0) = Codes(weights);
                    var (first1, next1) = Codes(weights + Vector512<byte>.Count);
                    var (first, next) = (DigitProducts.Broadcast(digits), DigitProducts.Broadcast(digits + 4));
                    low0 += DigitProducts.SumPairs(first0, first) + DigitProducts.SumPairs(next0, next);
                    low1 += DigitProducts.SumPairs(first1, first) + DigitProducts.SumPairs(next1, next);
                    (first, next) = (DigitProducts.Broadcast(digits + stride), DigitProducts.Broadcast(digits + stride + 4));
                    middle0 += DigitProducts.SumPairs(first0, first) + DigitProducts.SumPairs(next0, next);
                    middle1 += DigitProducts.SumPairs(first1, first) + DigitProducts.SumPairs(next1, next);
                    (first, next) = (DigitProducts.Broadcast(digits + (2 * stride)), DigitProducts.Broadcast(digits + (2 * stride) + 4));
                    high0 += DigitProducts.SumPairs(first0, first) + DigitProducts.SumPairs(next0, next);
                    high1 += DigitProducts.SumPairs(first1, first) + DigitProducts.SumPairs(next1, next);
                    digits += FourBitLayout.OctetSteps;
                    weights += FourBitLayout.OctetBytes;
                }

                var (upper, lower) = (*segmentSums >> DigitBits, *segmentSums & byte.MaxValue);
                segmentSums++;
                sum0 += Join(low0, middle0, high0, ZeroSums(zeroPoints, lower), ZeroSums(zeroPoints, upper)) * scale0;
                sum1 += Join(low1, middle1, high1, ZeroSums(zeroPoints + Half, lower), ZeroSums(zeroPoints + Half, upper)) * scale1;
            }
        }

        sum0.Store(sums);
        sum1.Store(sums + Half);
    }

    /// <summary>The sum that three digits' sums make, less what the zero point adds; rounded once.</summary>
    /// <remarks>The upper sum and the lower one are below 2^24, so their conversions are exact, and a product with 256 is: fused or not is the same.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Join(Vector512<short> low, Vector512<short> middle, Vector512<short> high, Vector512<int> lower, Vector512<int> upper)
    {
        var upperSum = DigitProducts.SumPairs(high, 1 << DigitBits) + DigitProducts.SumPairs(middle, 1) - upper;
        var lowerSum = DigitProducts.SumPairs(low, 1) - lower;
        return Vector512.MultiplyAddEstimate(Vector512.ConvertToSingle(upperSum), Vector512.Create(256f), Vector512.ConvertToSingle(lowerSum));
    }

    /// <summary>What the zero points of sixteen columns add to sums, for a sum of the row's integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> ZeroSums(byte* zeroPoints, int sum)
    {
        return _layout.HasZeroPoints ? CodeLanes.FromSigned(zeroPoints) * Vector512.Create(sum) : Vector512.Create(Int4WeightDecoder.Bias * sum);
    }

    /// <summary>Eight steps of sixteen columns: the first four of each in one vector, the next four in the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<byte> First, Vector512<byte> Next) Codes(byte* weights)
    {
        var (codes, lowest) = (Vector512.Load(weights), Vector512.Create((byte)15));
        return (codes & lowest, (codes.AsUInt16() >> 4).AsByte() & lowest);
    }

    /// <summary>Asks for an octet, which may lie behind the last one: nothing is read then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* octet)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(octet);
            Sse.Prefetch0(octet + Vector512<byte>.Count);
        }
    }

    private static int Stride(int reduction)
    {
        return KernelChecks.RoundUp(reduction, FourBitLayout.OctetSteps);
    }

    private static long DigitBytes(int reduction)
    {
        return (long)BlockRows * FixedPointRows.Digits * Stride(reduction);
    }

    private byte* Digits(int row)
    {
        return _digits + ((nint)row * FixedPointRows.Digits * Stride(_layout.Reduction));
    }

    private int* SegmentSums(int row)
    {
        return _segmentSums + ((nint)row * _layout.Segments);
    }

    /// <summary>What the parts of a product work on.</summary>
    private readonly struct Job(in FixedPointInt4Product product, float* scales, int firstRow, int count, int parts)
    {
        internal readonly FixedPointInt4Product Product = product;
        internal readonly float* Scales = scales;
        internal readonly int FirstRow = firstRow;
        internal readonly int Count = count;
        internal readonly int Parts = parts;
    }
}
