using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>
/// Attention: <c>softmax(alpha * (query x key) + mask) x value</c>, matrix by matrix of a batch, a few rows at a time, so that scores never leave the
/// nearest cache.
/// </summary>
/// <remarks>The bits of <see cref="FloatMatrixProduct.Batched"/>, an addition, <see cref="Softmax"/> and another product.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class FloatAttention
{
    /// <summary>What a score costs besides its products, in the multiply-adds that <see cref="ParallelLoop"/> counts.</summary>
    private const int WorkPerScore = 32;

    /// <summary>Computes every row. The axes of each tensor may lie in any order; a stride of 0 uses one matrix for all of a batch axis.</summary>
    /// <param name="query">Per matrix <c>[rows, depth]</c>.</param>
    /// <param name="key">Per matrix <c>[depth, keys]</c>.</param>
    /// <param name="value">Per matrix <c>[keys, columns]</c>.</param>
    /// <param name="mask">Per matrix <c>[rows, keys]</c>, keys side by side, added to the scores; or empty.</param>
    /// <param name="output">Per matrix <c>[rows, columns]</c>, columns side by side. It must not overlap the operands.</param>
    /// <param name="batch">The batch axes of the result; empty for one matrix.</param>
    /// <param name="queryStrides">Elements from one query matrix to the next along each batch axis.</param>
    /// <param name="keyStrides">The same of the keys.</param>
    /// <param name="valueStrides">The same of the values.</param>
    /// <param name="maskStrides">The same of the mask.</param>
    /// <param name="outputStrides">The same of the results, which do not overlap.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="depth">Length of the sums of a score.</param>
    /// <param name="keys">Columns of the scores.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="queryRowStride">Elements from one row of a query matrix to the next.</param>
    /// <param name="queryDepthStride">Elements from one column of a query matrix to the next.</param>
    /// <param name="keyDepthStride">Elements from one row of a key matrix to the next.</param>
    /// <param name="keyColumnStride">Elements from one key to the next.</param>
    /// <param name="valueRowStride">Elements from one row of a value matrix to the next.</param>
    /// <param name="valueColumnStride">Elements from one column of a value matrix to the next.</param>
    /// <param name="maskRowStride">Elements from one row of a mask to the next; 0 where one serves all.</param>
    /// <param name="outputRowStride">Elements from one row of a result to the next, at least <paramref name="columns"/>.</param>
    /// <param name="alpha">Factor of the scores.</param>
    /// <exception cref="ArgumentException">A span is too short, or the strides are not one for each batch axis.</exception>
    public static void Run(
        ReadOnlySpan<float> query,
        ReadOnlySpan<float> key,
        ReadOnlySpan<float> value,
        ReadOnlySpan<float> mask,
        Span<float> output,
        ReadOnlySpan<int> batch,
        ReadOnlySpan<int> queryStrides,
        ReadOnlySpan<int> keyStrides,
        ReadOnlySpan<int> valueStrides,
        ReadOnlySpan<int> maskStrides,
        ReadOnlySpan<int> outputStrides,
        int rows,
        int depth,
        int keys,
        int columns,
        int queryRowStride,
        int queryDepthStride,
        int keyDepthStride,
        int keyColumnStride,
        int valueRowStride,
        int valueColumnStride,
        int maskRowStride,
        int outputRowStride,
        float alpha)
    {
        KernelChecks.AtLeast(query, ShapeChecks.Extent(batch, queryStrides, rows, depth, queryRowStride, queryDepthStride));
        KernelChecks.AtLeast(key, ShapeChecks.Extent(batch, keyStrides, depth, keys, keyDepthStride, keyColumnStride));
        KernelChecks.AtLeast(value, ShapeChecks.Extent(batch, valueStrides, keys, columns, valueRowStride, valueColumnStride));
        KernelChecks.EmptyOrAtLeast(mask, ShapeChecks.Extent(batch, maskStrides, rows, keys, maskRowStride, 1));
        KernelChecks.AtLeast<float>(output, ShapeChecks.Extent(batch, outputStrides, rows, columns, outputRowStride, 1));
        var blocksOfRows = (rows + FloatTile.Rows - 1) / FloatTile.Rows;
        var blocks = ShapeChecks.Elements(batch) * blocksOfRows;
        fixed (float* queries = query, keyMatrices = key, values = value, masks = mask, outputs = output)
        fixed (int* axes = batch, querySteps = queryStrides, keySteps = keyStrides, valueSteps = valueStrides, maskSteps = maskStrides)
        fixed (int* outputSteps = outputStrides)
        {
            var job = new AttentionJob
            {
                Query = new MatrixLines(queries, queryRowStride, queryDepthStride),
                Key = new MatrixLines(keyMatrices, keyColumnStride, keyDepthStride),
                Value = new MatrixLines(values, valueColumnStride, valueRowStride),
                Mask = mask.IsEmpty ? null : masks,
                Output = outputs,
                MaskRowStride = maskRowStride,
                OutputRowStride = outputRowStride,
                Batch = new BatchAxes(axes, batch.Length),
                QueryStrides = querySteps,
                KeyStrides = keySteps,
                ValueStrides = valueSteps,
                MaskStrides = maskSteps,
                OutputStrides = outputSteps,
                Rows = rows,
                Depth = depth,
                Keys = keys,
                Columns = columns,
                Alpha = alpha,
                Blocks = blocks,
                BlocksPerMatrix = blocksOfRows,
                Parts = ParallelLoop.Parts(blocks * FloatTile.Rows * keys * (depth + columns + WorkPerScore), blocks),
            };
            ParallelLoop.Run(job.Parts, &AttentionJob.RunPart, &job);
        }
    }
}
