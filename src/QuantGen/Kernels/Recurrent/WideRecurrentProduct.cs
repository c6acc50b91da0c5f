namespace QuantGen.Kernels;

/// <summary>The product with int8 weights, by <see cref="WideMatrixProduct"/>.</summary>
internal unsafe struct WideRecurrentProduct : IRecurrentProduct
{
    /// <summary>Packed.</summary>
    internal required sbyte* Weights { get; init; }

    /// <summary>Per column.</summary>
    internal required float* WeightScales { get; init; }

    /// <summary>Per column, the sum of its weights.</summary>
    internal required int* WeightSums { get; init; }

    /// <summary>Per column, or null.</summary>
    internal required float* Bias { get; init; }

    /// <summary>Scratch memory of the product.</summary>
    internal required byte* Scratch { get; init; }

    /// <summary>How states are quantized.</summary>
    internal required WideQuantization Quantization { get; init; }

    /// <summary>Sequences.</summary>
    internal required int Rows { get; init; }

    /// <summary>Elements of a state.</summary>
    internal required int Reduction { get; init; }

    /// <summary>Gates.</summary>
    internal required int Columns { get; init; }

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
    public readonly void Multiply(float* states, float* sums)
    {
        var channels = PackedWeights.MatrixProductChannels(Columns);
        WideMatrixProduct.Run(
            new ReadOnlySpan<float>(states, Rows * Reduction),
            new ReadOnlySpan<sbyte>(Weights, (int)PackedWeights.MatrixProductLength(Reduction, Columns)),
            new ReadOnlySpan<float>(WeightScales, channels),
            new ReadOnlySpan<int>(WeightSums, channels),
            new ReadOnlySpan<float>(Bias, Bias == null ? 0 : channels),
            new Span<float>(sums, Rows * Columns),
            new Span<byte>(Scratch, WideMatrixProduct.ScratchLength(Reduction, Columns)),
            Quantization,
            Rows,
            Reduction,
            Columns);
    }
}
