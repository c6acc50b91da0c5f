using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>Float matrix products. Each output is summed in ascending order of the reduction, product and sum each rounded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class FloatMatrixProduct
{
    /// <summary>Elements of the reduction that are packed at a time.</summary>
    private const int BlockReduction = 256;

    /// <summary>Multiplies by a constant right operand: a 1 x 1 convolution in which every row is a pixel.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="weights">Packed by <see cref="PackedFloatWeights.MatrixProduct"/>.</param>
    /// <param name="bias"><c>[columns]</c>, where the sums start, or empty.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    /// <param name="rows">Rows of the left operand.</param>
    /// <param name="reduction">Columns of the left operand.</param>
    /// <param name="columns">Columns of the right operand.</param>
    /// <param name="low">Lower bound of the result, negative infinity for none.</param>
    /// <param name="high">Upper bound of the result, infinity for none.</param>
    /// <param name="residual">Added before the clamp; the output's shape, or empty. It may be the output itself.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Run(
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        Span<float> output,
        int rows,
        int reduction,
        int columns,
        float low,
        float high,
        ReadOnlySpan<float> residual)
    {
        var geometry = new ConvolutionGeometry(
            batch: 1, inputHeight: 1, inputWidth: rows, inputChannels: reduction, outputHeight: 1, outputWidth: rows,
            outputChannels: columns, kernelHeight: 1, kernelWidth: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1,
            dilationWidth: 1, padTop: 0, padLeft: 0, groups: 1);
        FloatConvolution.Run(input, weights, bias, output, geometry, low, high, residual);
    }

    /// <summary>Multiplies two activations, matrix by matrix of a batch: <c>output = alpha * (left x right)</c>.</summary>
    /// <param name="left">Per matrix <c>[rows, reduction]</c>, or <c>[reduction, rows]</c> when transposed.</param>
    /// <param name="right">Per matrix <c>[reduction, columns]</c>, or <c>[columns, reduction]</c> when transposed.</param>
    /// <param name="output"><c>[batch, rows, columns]</c>. It must not overlap the operands.</param>
    /// <param name="batch">Matrices.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="reduction">Length of the sums.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="leftBatchStride">Elements from one left matrix to the next; 0 to use one for all.</param>
    /// <param name="rightBatchStride">Elements from one right matrix to the next; 0 to use one for all.</param>
    /// <param name="transposeLeft">Whether the left matrices are stored transposed.</param>
    /// <param name="transposeRight">Whether the right matrices are stored transposed.</param>
    /// <param name="alpha">Factor of the finished sum.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Batched(
        ReadOnlySpan<float> left,
        ReadOnlySpan<float> right,
        Span<float> output,
        int batch,
        int rows,
        int reduction,
        int columns,
        int leftBatchStride,
        int rightBatchStride,
        bool transposeLeft,
        bool transposeRight,
        float alpha)
    {
        var outputLength = ShapeChecks.Elements([rows, columns]);
        KernelChecks.AtLeast(output, checked(ShapeChecks.Elements([batch]) * outputLength));
        KernelChecks.AtLeast(left, ShapeChecks.Extent([batch, rows, reduction], [leftBatchStride, reduction, 1]));
        KernelChecks.AtLeast(right, ShapeChecks.Extent([batch, reduction, columns], [rightBatchStride, columns, 1]));
        output[..(int)(batch * outputLength)].Clear();
        fixed (float* lefts = left, rights = right, outputs = output)
        {
            var columnBlocks = (columns + FloatTile.Columns - 1) / FloatTile.Columns;
            var job = new Job
            {
                Left = new Operand(lefts, transposeLeft ? 1 : reduction, transposeLeft ? rows : 1),
                LeftBatchStride = leftBatchStride,
                Right = new Operand(rights, transposeRight ? reduction : 1, transposeRight ? 1 : columns),
                RightBatchStride = rightBatchStride,
                Output = outputs,
                Rows = rows,
                Reduction = reduction,
                Columns = columns,
                Blocks = (long)batch * columnBlocks,
                Parts = ParallelLoop.Parts((long)batch * (long)outputLength * reduction, (long)batch * columnBlocks),
            };
            ParallelLoop.Run(job.Parts, &RunBlocks, &job);
        }

        Elementwise.Scale(output[..(int)(batch * outputLength)], alpha);
    }

    /// <summary>One part of the products, a block of columns of one matrix after the other.</summary>
    private static void RunBlocks(void* context, int item)
    {
        ref readonly var job = ref *(Job*)context;
        var columnBlocks = (job.Columns + FloatTile.Columns - 1) / FloatTile.Columns;
        var (block, end) = ParallelLoop.Part(job.Blocks, 1, job.Parts, item);
        for (; block < end; block++)
        {
            var (matrix, columnBlock) = Math.DivRem(block, columnBlocks);
            Multiply(
                job.Left.Skip(matrix * job.LeftBatchStride),
                job.Right.Skip(matrix * job.RightBatchStride),
                job.Output + ((nint)matrix * job.Rows * job.Columns),
                job,
                (int)columnBlock * FloatTile.Columns);
        }
    }

    /// <summary>Adds a block of columns of a product to the output, block by block of the reduction, with the right operand packed into panels on the stack.</summary>
    [SkipLocalsInit]
    private static void Multiply(Operand left, Operand right, float* output, in Job job, int column)
    {
        var packedRight = stackalloc float[BlockReduction * FloatTile.Columns];
        var packedLeft = stackalloc float[BlockReduction * FloatTile.MaximumRows];
        var width = Math.Min(FloatTile.Columns, job.Columns - column);
        for (var first = 0; first < job.Reduction; first += BlockReduction)
        {
            var length = Math.Min(BlockReduction, job.Reduction - first);
            var nextPanel = width > FloatTile.PanelWidth ? packedRight + (length * FloatTile.PanelWidth) : null;
            right.At(column, first).Pack(packedRight, Math.Min(width, FloatTile.PanelWidth), length, FloatTile.PanelWidth);
            if (nextPanel != null)
            {
                right.At(column + FloatTile.PanelWidth, first).Pack(nextPanel, width - FloatTile.PanelWidth, length, FloatTile.PanelWidth);
            }

            for (var row = 0; row < job.Rows; row += FloatTile.Rows)
            {
                var count = Math.Min(FloatTile.Rows, job.Rows - row);
                var sums = output + ((nint)row * job.Columns) + column;
                AddTile(left.At(row, first), packedLeft, packedRight, nextPanel, sums, job.Columns, count, width, length);
            }
        }
    }

    [SkipLocalsInit]
    private static void AddTile(
        Operand left, float* packedLeft, float* packedRight, float* nextPanel, float* output, int stride, int rows, int columns, int length)
    {
        var tile = stackalloc float[FloatTile.MaximumRows * FloatTile.Columns];
        var pointers = stackalloc nint[FloatTile.MaximumRows];
        new Span<float>(tile, FloatTile.MaximumRows * FloatTile.Columns).Clear();
        for (var row = 0; row < FloatTile.Rows; row++)
        {
            var used = Math.Min(row, rows - 1);
            pointers[row] = (nint)left.Line(used, packedLeft + (row * BlockReduction), length);
            if (row < rows)
            {
                var sums = new ReadOnlySpan<float>(output + ((nint)row * stride), columns);
                sums.CopyTo(new Span<float>(tile + (row * FloatTile.Columns), columns));
            }
        }

        FloatTile.Accumulate((float**)pointers, rows, 1, length, packedRight, nextPanel, tile);
        for (var row = 0; row < rows; row++)
        {
            var sums = new ReadOnlySpan<float>(tile + (row * FloatTile.Columns), columns);
            sums.CopyTo(new Span<float>(output + ((nint)row * stride), columns));
        }
    }

    /// <summary>What the parts of a batch of products work on.</summary>
    private struct Job
    {
        internal Operand Left;
        internal int LeftBatchStride;
        internal Operand Right;
        internal int RightBatchStride;
        internal float* Output;
        internal int Rows;
        internal int Reduction;
        internal int Columns;

        /// <summary>Blocks of columns, all matrices together.</summary>
        internal long Blocks;
        internal int Parts;
    }

    /// <summary>A matrix seen as lines (rows of the left operand, columns of the right one) along the reduction.</summary>
    private readonly struct Operand
    {
        private readonly float* _data;
        private readonly nint _lineStride;
        private readonly nint _step;

        internal Operand(float* data, int lineStride, int step)
        {
            _data = data;
            _lineStride = lineStride;
            _step = step;
        }

        internal Operand Skip(long elements)
        {
            return new Operand(_data + elements, (int)_lineStride, (int)_step);
        }

        internal Operand At(int line, int position)
        {
            return new Operand(_data + (line * _lineStride) + (position * _step), (int)_lineStride, (int)_step);
        }

        /// <summary>A contiguous line: the operand's own memory, or a copy in <paramref name="scratch"/>.</summary>
        internal float* Line(int line, float* scratch, int length)
        {
            if (_step == 1)
            {
                return _data + (line * _lineStride);
            }

            for (nint position = 0; position < length; position++)
            {
                scratch[position] = _data[(line * _lineStride) + (position * _step)];
            }

            return scratch;
        }

        /// <summary>Writes <c>[length][width]</c>, zero beyond the last line.</summary>
        internal void Pack(float* packed, int lines, int length, int width)
        {
            for (nint position = 0; position < length; position++)
            {
                var target = new Span<float>(packed + (position * width), width);
                if (_lineStride == 1)
                {
                    new ReadOnlySpan<float>(_data + (position * _step), lines).CopyTo(target);
                }
                else
                {
                    for (var line = 0; line < lines; line++)
                    {
                        target[line] = _data[(line * _lineStride) + (position * _step)];
                    }
                }

                target[lines..].Clear();
            }
        }
    }
}
