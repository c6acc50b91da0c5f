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
        if (rows <= CompressedConvolution.MostSingleRows)
        {
            RunRows(input, weights, bias, output, rows, reduction, columns, low, high, residual);
            return;
        }

        var geometry = new ConvolutionGeometry(
            batch: 1, inputHeight: 1, inputWidth: rows, inputChannels: reduction, outputHeight: 1, outputWidth: rows,
            outputChannels: columns, kernelHeight: 1, kernelWidth: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1,
            dilationWidth: 1, padTop: 0, padLeft: 0, groups: 1);
        FloatConvolution.Run(input, weights, bias, output, geometry, low, high, residual);
    }

    /// <summary>
    /// Multiplies two activations, matrix by matrix of a batch: <c>output = alpha * (left x right)</c>. The axes of each tensor may lie in any order;
    /// a stride of 0 uses one matrix for all of a batch axis.
    /// </summary>
    /// <param name="left">Per matrix <c>[rows, reduction]</c>.</param>
    /// <param name="right">Per matrix <c>[reduction, columns]</c>.</param>
    /// <param name="output">Per matrix <c>[rows, columns]</c>, columns side by side. It must not overlap the operands.</param>
    /// <param name="batch">The batch axes of the result; empty for one matrix.</param>
    /// <param name="leftStrides">Elements from one left matrix to the next along each batch axis.</param>
    /// <param name="rightStrides">The same of the right matrices.</param>
    /// <param name="outputStrides">The same of the results, which do not overlap.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="reduction">Length of the sums.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="leftRowStride">Elements from one row of a left matrix to the next.</param>
    /// <param name="leftReductionStride">Elements from one column of a left matrix to the next.</param>
    /// <param name="rightReductionStride">Elements from one row of a right matrix to the next.</param>
    /// <param name="rightColumnStride">Elements from one column of a right matrix to the next.</param>
    /// <param name="outputRowStride">Elements from one row of a result to the next, at least <paramref name="columns"/>.</param>
    /// <param name="alpha">Factor of the finished sum.</param>
    /// <exception cref="ArgumentException">A span is too short, or the strides are not one for each batch axis.</exception>
    public static void Batched(
        ReadOnlySpan<float> left,
        ReadOnlySpan<float> right,
        Span<float> output,
        ReadOnlySpan<int> batch,
        ReadOnlySpan<int> leftStrides,
        ReadOnlySpan<int> rightStrides,
        ReadOnlySpan<int> outputStrides,
        int rows,
        int reduction,
        int columns,
        int leftRowStride,
        int leftReductionStride,
        int rightReductionStride,
        int rightColumnStride,
        int outputRowStride,
        float alpha)
    {
        KernelChecks.AtLeast(left, ShapeChecks.Extent(batch, leftStrides, rows, reduction, leftRowStride, leftReductionStride));
        KernelChecks.AtLeast(right, ShapeChecks.Extent(batch, rightStrides, reduction, columns, rightReductionStride, rightColumnStride));
        KernelChecks.AtLeast<float>(output, ShapeChecks.Extent(batch, outputStrides, rows, columns, outputRowStride, 1));
        var columnBlocks = (columns + FloatTile.Columns - 1) / FloatTile.Columns;
        var matrices = ShapeChecks.Elements(batch);
        fixed (float* lefts = left, rights = right, outputs = output)
        {
            fixed (int* axes = batch, leftSteps = leftStrides, rightSteps = rightStrides, outputSteps = outputStrides)
            {
                var job = new Job
                {
                    Left = new MatrixLines(lefts, leftRowStride, leftReductionStride),
                    Right = new MatrixLines(rights, rightColumnStride, rightReductionStride),
                    Output = outputs,
                    OutputRowStride = outputRowStride,
                    Batch = new BatchAxes(axes, batch.Length),
                    LeftStrides = leftSteps,
                    RightStrides = rightSteps,
                    OutputStrides = outputSteps,
                    Rows = rows,
                    Reduction = reduction,
                    Columns = columns,
                    Alpha = alpha,
                    Blocks = matrices * columnBlocks,
                    Parts = ParallelLoop.Parts(matrices * rows * reduction * columns, matrices * columnBlocks),
                };
                ParallelLoop.Run(job.Parts, &RunBlocks, &job);
            }
        }
    }

    /// <summary>One row, or two, for which weights come from memory as fast as they are used.</summary>
    private static void RunRows(
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
        KernelChecks.Require(rows >= 0 && reduction >= 0 && columns >= 0, "A matrix has no negative size.");
        KernelChecks.AtLeast(input, (long)rows * reduction);
        KernelChecks.AtLeast(weights, PackedFloatWeights.MatrixProductLength(reduction, columns));
        KernelChecks.EmptyOrAtLeast(bias, columns);
        KernelChecks.AtLeast<float>(output, (long)rows * columns);
        KernelChecks.EmptyOrAtLeast(residual, (long)rows * columns);
        fixed (float* inputs = input, packed = weights, biases = bias, outputs = output, residuals = residual)
        {
            var epilogue = new FloatTileOutput(biases, residuals, outputs, columns, low, high);
            RowProduct<FloatWeightDecoder>.Run(inputs, (byte*)packed, CompressedLayout.Floats(reduction), epilogue, rows, columns);
        }
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
                job.Left.Skip(job.Batch.Offset(matrix, job.LeftStrides)),
                job.Right.Skip(job.Batch.Offset(matrix, job.RightStrides)),
                job.Output + job.Batch.Offset(matrix, job.OutputStrides),
                job,
                (int)columnBlock * FloatTile.Columns);
        }
    }

    /// <summary>Writes a block of columns of a product, block by block of the reduction, with the right operand packed into panels on the stack.</summary>
    [SkipLocalsInit]
    private static void Multiply(MatrixLines left, MatrixLines right, float* output, in Job job, int column)
    {
        var packedRight = stackalloc float[BlockReduction * FloatTile.Columns];
        var packedLeft = stackalloc float[BlockReduction * FloatTile.MaximumRows];
        var width = Math.Min(FloatTile.Columns, job.Columns - column);
        var first = 0;
        do
        {
            var length = Math.Min(BlockReduction, job.Reduction - first);
            var nextPanel = width > FloatTile.PanelWidth ? packedRight + (length * FloatTile.PanelWidth) : null;
            right.At(column, first).Pack(packedRight, width, length);
            if (nextPanel != null)
            {
                right.At(column + FloatTile.PanelWidth, first).Pack(nextPanel, width - FloatTile.PanelWidth, length);
            }

            var alpha = first + length < job.Reduction ? 1 : job.Alpha;
            for (var row = 0; row < job.Rows; row += FloatTile.Rows)
            {
                var tile = new TileOutput(
                    output + ((nint)row * job.OutputRowStride) + column, job.OutputRowStride, Math.Min(FloatTile.Rows, job.Rows - row), width);
                ComputeTile(left.At(row, first), packedLeft, packedRight, nextPanel, tile, length, isFirst: first == 0, alpha);
            }

            first += length;
        }
        while (first < job.Reduction);
    }

    /// <summary>Adds a block of the reduction to a tile of the output; the first block starts it, the last one scales it.</summary>
    [SkipLocalsInit]
    private static void ComputeTile(
        MatrixLines left, float* packedLeft, float* packedRight, float* nextPanel, in TileOutput output, int length, bool isFirst, float alpha)
    {
        var tile = stackalloc float[FloatTile.MaximumRows * FloatTile.Columns];
        var pointers = stackalloc nint[FloatTile.MaximumRows];
        new Span<float>(tile, FloatTile.MaximumRows * FloatTile.Columns).Clear();
        for (var row = 0; row < FloatTile.Rows; row++)
        {
            pointers[row] = (nint)left.Line(Math.Min(row, output.Rows - 1), packedLeft + (row * BlockReduction), length);
            if (row < output.Rows && !isFirst)
            {
                output.Row(row).CopyTo(new Span<float>(tile + (row * FloatTile.Columns), output.Columns));
            }
        }

        FloatTile.Accumulate((float**)pointers, output.Rows, 1, length, packedRight, nextPanel, tile);
        for (var row = 0; row < output.Rows; row++)
        {
            var sums = new Span<float>(tile + (row * FloatTile.Columns), output.Columns);
            Elementwise.Scale(sums, alpha);
            sums.CopyTo(output.Row(row));
        }
    }

    /// <summary>What the parts of a batch of products work on.</summary>
    private struct Job
    {
        internal MatrixLines Left;
        internal MatrixLines Right;
        internal float* Output;
        internal int OutputRowStride;
        internal BatchAxes Batch;
        internal int* LeftStrides;
        internal int* RightStrides;
        internal int* OutputStrides;
        internal int Rows;
        internal int Reduction;
        internal int Columns;
        internal float Alpha;

        /// <summary>Blocks of columns, all matrices together.</summary>
        internal long Blocks;
        internal int Parts;
    }

    /// <summary>A tile of the output in memory.</summary>
    private readonly struct TileOutput(float* data, int rowStride, int rows, int columns)
    {
        internal int Rows { get; } = rows;

        internal int Columns { get; } = columns;

        internal Span<float> Row(int row)
        {
            return new Span<float>(data + ((nint)row * rowStride), Columns);
        }
    }
}
