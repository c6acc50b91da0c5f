namespace QuantGen.Kernels;

/// <summary>The float product with weights stored in fewer bits.</summary>
/// <param name="weights">Packed by <see cref="PackedCompressedWeights"/>.</param>
/// <param name="encoding">How they are stored.</param>
/// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
/// <param name="bias">One for each column, or null.</param>
/// <param name="rows">Sequences.</param>
/// <param name="reduction">Elements of a state.</param>
/// <param name="columns">Gates.</param>
internal readonly unsafe struct CompressedRecurrentProduct(
    byte* weights, WeightEncoding encoding, int blockSize, float* bias, int rows, int reduction, int columns) : IRecurrentProduct
{
    /// <inheritdoc/>
    public void Multiply(float* states, float* sums)
    {
        CompressedMatrixProduct.Run(
            new ReadOnlySpan<float>(states, rows * reduction),
            new ReadOnlySpan<byte>(weights, PackedCompressedWeights.Length(encoding, blockSize, reduction, columns, groups: 1)),
            encoding,
            blockSize,
            new ReadOnlySpan<float>(bias, bias == null ? 0 : columns),
            new Span<float>(sums, rows * columns),
            rows,
            reduction,
            columns,
            float.NegativeInfinity,
            float.PositiveInfinity,
            []);
    }

    /// <summary>Checks the lengths of the weights and their bias.</summary>
    /// <exception cref="ArgumentException">A span is too short, or the block size is none.</exception>
    internal static void Check(
        ReadOnlySpan<byte> weights, WeightEncoding encoding, int blockSize, ReadOnlySpan<float> bias, int reduction, int columns)
    {
        KernelChecks.AtLeast(weights, PackedCompressedWeights.Length(encoding, blockSize, reduction, columns, groups: 1));
        KernelChecks.EmptyOrAtLeast(bias, columns);
    }
}
