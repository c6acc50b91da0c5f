namespace QuantGen.Kernels;

/// <summary>The product with float weights.</summary>
/// <param name="weights">Packed by <see cref="PackedFloatWeights.MatrixProduct"/>.</param>
/// <param name="bias">One for each column, or null.</param>
/// <param name="rows">Sequences.</param>
/// <param name="reduction">Elements of a state.</param>
/// <param name="columns">Gates.</param>
internal readonly unsafe struct FloatRecurrentProduct(float* weights, float* bias, int rows, int reduction, int columns) : IRecurrentProduct
{
    /// <inheritdoc/>
    public void Multiply(float* states, float* sums)
    {
        FloatMatrixProduct.Run(
            new ReadOnlySpan<float>(states, rows * reduction),
            new ReadOnlySpan<float>(weights, PackedFloatWeights.MatrixProductLength(reduction, columns)),
            new ReadOnlySpan<float>(bias, bias == null ? 0 : columns),
            new Span<float>(sums, rows * columns),
            rows,
            reduction,
            columns,
            float.NegativeInfinity,
            float.PositiveInfinity,
            []);
    }
}
