namespace QuantGen.Kernels;

/// <summary>The product with int8 weights, by <see cref="WideMatrixProduct"/>.</summary>
/// <param name="weights">Packed.</param>
/// <param name="weightScales">Per column.</param>
/// <param name="weightSums">Per column, the sum of its weights.</param>
/// <param name="bias">Per column, or null.</param>
/// <param name="scratch">Scratch memory of the product.</param>
/// <param name="quantization">How states are quantized.</param>
/// <param name="rows">Sequences.</param>
/// <param name="reduction">Elements of a state.</param>
/// <param name="columns">Gates.</param>
internal readonly unsafe struct WideRecurrentProduct(
    sbyte* weights,
    float* weightScales,
    int* weightSums,
    float* bias,
    byte* scratch,
    in WideQuantization quantization,
    int rows,
    int reduction,
    int columns) : IRecurrentProduct
{
    private readonly WideQuantization _quantization = quantization;

    /// <summary>Checks the lengths of what a product is to be made of.</summary>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    internal static void Check(
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<byte> scratch,
        int reduction,
        int columns)
    {
        var channels = PackedWeights.MatrixProductChannels(columns);
        KernelChecks.AtLeast(weights, PackedWeights.MatrixProductLength(reduction, columns));
        KernelChecks.AtLeast(weightScales, channels);
        KernelChecks.AtLeast(weightSums, channels);
        KernelChecks.EmptyOrAtLeast(bias, channels);
        KernelChecks.AtLeast(scratch, WideMatrixProduct.ScratchLength(reduction, columns));
    }

    /// <inheritdoc/>
    public void Multiply(float* states, float* sums)
    {
        var channels = PackedWeights.MatrixProductChannels(columns);
        WideMatrixProduct.Run(
            new ReadOnlySpan<float>(states, rows * reduction),
            new ReadOnlySpan<sbyte>(weights, (int)PackedWeights.MatrixProductLength(reduction, columns)),
            new ReadOnlySpan<float>(weightScales, channels),
            new ReadOnlySpan<int>(weightSums, channels),
            new ReadOnlySpan<float>(bias, bias == null ? 0 : channels),
            new Span<float>(sums, rows * columns),
            new Span<byte>(scratch, WideMatrixProduct.ScratchLength(reduction, columns)),
            _quantization,
            rows,
            reduction,
            columns);
    }
}
